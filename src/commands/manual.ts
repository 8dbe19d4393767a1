import { environmentName, kebabName } from '../config/assignments.ts';
import { fields } from '../generated/fields.ts';
import { VARIABLES } from './arguments.ts';
import { fieldText, flagName, flagText } from './help.ts';
import { commandUsages, EXIT_CODES, flagUsages, PURPOSE } from './usage.ts';

/** The manual page, in the man macros (groff, man(7)), from the same text as --help. */
export function manual(version: string): string {
  const commands = commandUsages.map(({ synopsis, text }) =>
    item(`\\fBprepare\\-contrast\\fR ${roff(synopsis)}`.trim(), text),
  );
  const flags = flagUsages.map((usage) => item(`\\fB${roff(flagName(usage))}\\fR`, flagText(usage)));
  const settings = fields.map((field) => item(`\\fB\\-\\-${roff(kebabName(field))}\\fR`, fieldText(field)));
  const codes = EXIT_CODES.map(([code, text]) => item(String(code), text));
  const variables = Object.entries(VARIABLES).map(([flag, name]) => item(roff(name), `stands for ${flag}`));
  const example = fields[0]!;
  return `.\\" Made by npm run docs from the text of --help.
.TH PREPARE\\-CONTRAST 1 "" "prepare\\-contrast ${roff(version)}"
.SH NAME
prepare\\-contrast \\- ${roff(PURPOSE)}
.SH SYNOPSIS
.B prepare\\-contrast
[command] [path ...] [options]
.SH COMMANDS
${commands.join('\n')}
.SH OPTIONS
${flags.join('\n')}
.SH CONFIGURATION
Every setting of the configuration file is a flag too. Flags win over the environment, which wins over the file.
${settings.join('\n')}
.SH ENVIRONMENT
${variables.join('\n')}
${item('PREPARE_CONTRAST_…', `every setting of the configuration, as ${environmentName(example)} for --${kebabName(example)}`)}
${item('NO_COLOR', 'no colours, whatever its value, unless that is empty')}
.SH EXIT STATUS
${codes.join('\n')}
.SH EXAMPLES
${EXAMPLES.map(([text, command]) => `${roff(text)}\n.PP\n.nf\n.RS\n${roff(command)}\n.RE\n.fi`).join('\n.PP\n')}
`;
}

const EXAMPLES: readonly (readonly [string, string])[] = [
  [
    'Prepared copies of a folder of manifests:',
    'prepare-contrast files manifests --out resources --platform Metal-QEMU-SNP',
  ],
  [
    'What would change, as a diff:',
    'prepare-contrast files manifests --diff --config prepare-contrast.yaml | git apply --check',
  ],
  [
    'What Helm renders:',
    'helm template shop ./chart | prepare-contrast --platform Metal-QEMU-SNP > prepared.yaml',
  ],
  [
    'The whole way, through the contrast on the PATH:',
    'prepare-contrast files manifests --out resources --config prepare-contrast.yaml --generate --generate-dir contrast -- --reference-values Metal-QEMU-SNP',
  ],
  ['A gate in a pipeline:', 'kustomize build . | prepare-contrast check - --platform Metal-QEMU-SNP'],
];

function item(name: string, text: string): string {
  return `.TP\n${name}\n${roff(text)}`;
}

/** Text that means nothing to roff. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/gm, '\\&')
    .replaceAll('…', '...')
    .replaceAll('"', '\\(dq');
}
