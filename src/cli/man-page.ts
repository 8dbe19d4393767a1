import { kebabName } from '../config/assignments.ts';
import { fields } from '../generated/fields.ts';
import { fieldText, flagName, flagText, variables } from './help.ts';
import { commandUsages, flagUsages, PURPOSE } from './usage.ts';

/** The man page, in man macros (groff, man(7)), from the same texts as --help. */
export function manPage(version: string): string {
  const commands = commandUsages.map(({ synopsis, text }) =>
    item(`\\fBprepare\\-contrast\\fR ${roff(synopsis)}`.trim(), text),
  );
  const flags = flagUsages.map((usage) => item(`\\fB${roff(flagName(usage))}\\fR`, flagText(usage)));
  const settings = fields.map((field) => item(`\\fB\\-\\-${roff(kebabName(field))}\\fR`, fieldText(field)));
  const codes = [0, 1, 2].map((code) => item(String(code), meaningsOf(code).join('. ')));
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
Every setting of the configuration file is also a flag. Flags override the environment, which overrides the file.
${settings.join('\n')}
.SH ENVIRONMENT
${variables()
  .map(([name, text]) => item(roff(name), text))
  .join('\n')}
.SH EXIT STATUS
${codes.join('\n')}
.SH EXAMPLES
${EXAMPLES.map(([text, command]) => `${roff(text)}\n.PP\n.nf\n.RS\n${roff(command)}\n.RE\n.fi`).join('\n.PP\n')}
`;
}

/** What an exit code means: for streams, and for the commands in which it means something else. */
function meaningsOf(code: number): string[] {
  const meanings = new Map<string, string[]>();
  for (const { command, exitCodes } of commandUsages)
    for (const [own, meaning] of exitCodes)
      if (own === code) meanings.set(meaning, [...(meanings.get(meaning) ?? []), command]);
  return [...meanings].map(([meaning, commands]) =>
    commands.includes('krm') ? meaning : `${commands.join(', ')}: ${meaning}`,
  );
}

const EXAMPLES: readonly (readonly [string, string])[] = [
  [
    'Write prepared copies of a folder of manifests:',
    'prepare-contrast files manifests --out resources --platform Metal-QEMU-SNP',
  ],
  [
    'Check that the changes apply as a diff:',
    'prepare-contrast files manifests --diff --config prepare-contrast.yaml | git apply --check',
  ],
  [
    'Prepare the output of Helm:',
    'helm template shop ./chart | prepare-contrast --platform Metal-QEMU-SNP > prepared.yaml',
  ],
  [
    'Prepare manifests and run contrast generate on them:',
    'prepare-contrast files manifests --out resources --config prepare-contrast.yaml --generate --generate-dir contrast -- --reference-values Metal-QEMU-SNP',
  ],
  [
    'Check manifests in a pipeline:',
    'kustomize build . | prepare-contrast check - --platform Metal-QEMU-SNP',
  ],
];

function item(name: string, text: string): string {
  return `.TP\n${name}\n${roff(text)}`;
}

/** Escapes text for roff. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/gm, '\\&')
    .replaceAll('…', '...')
    .replaceAll('"', '\\(dq');
}
