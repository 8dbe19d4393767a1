import { kebabName } from '../config/assignments.ts';
import { type Field, fields } from '../generated/fields.ts';
import { wrap } from '../output/wrap.ts';
import { version } from '../version.ts';
import { COMMANDS } from './arguments.ts';
import {
  type CommandUsage,
  commandsWith,
  commandUsages,
  EXIT_CODES,
  type FlagUsage,
  flagUsages,
  PURPOSE,
} from './usage.ts';

const WIDTH = 110;
const COLUMN = 30;

/** What --help prints: of a command its usage and its flags, of none everything. */
export function help(command?: string): string {
  const usage = commandUsages.find((one) => one.command === command);
  return usage ? helpOf(usage) : helpOfAll();
}

function helpOf({ command, synopsis, text }: CommandUsage): string {
  const own = flagUsages.filter(({ flag }) => COMMANDS[command].flags.includes(flag));
  const flags = own.map((usage) => entry(flagName(usage), usage.text, COLUMN));
  return `Usage:
${entry(`prepare-contrast ${synopsis}`.trim(), text, 4)}
${flags.length > 0 ? `\nOptions:\n${flags.join('\n')}\n` : ''}
prepare-contrast --help shows all: every command, the exit codes, and the settings, which are flags too.
`;
}

/** The usage of every command, and every setting of the configuration as a flag. */
function helpOfAll(): string {
  const usages = commandUsages.map(({ synopsis, text }) =>
    entry(`prepare-contrast ${synopsis}`.trim(), text, 34),
  );
  const flags = flagUsages.map((usage) => entry(flagName(usage), flagText(usage), COLUMN));
  const codes = EXIT_CODES.map(([code, text]) => entry(String(code), text, 5));
  const settings = fields.map((field) => entry(`--${kebabName(field)}`, fieldText(field), COLUMN));
  return `prepare-contrast ${version}: ${PURPOSE}

Usage:
${usages.join('\n')}

Options:
${flags.join('\n')}

Exit codes:
${codes.join('\n')}

Configuration, as flags (each also as PREPARE_CONTRAST_… in the environment and as data of a ConfigMap):
${settings.join('\n')}
`;
}

/** `--config FILE` */
export function flagName({ flag, value }: FlagUsage): string {
  return value === undefined ? flag : `${flag} ${value}`;
}

/** What the flag does, and for which commands it does where not for those that hosts call. */
export function flagText({ flag, text }: FlagUsage): string {
  const commands = commandsWith(flag);
  const isGeneral = commands.length === 0 || commands.includes('krm');
  return isGeneral || /^\w+: /.test(text) ? text : `${commands.join(', ')}: ${text}`;
}

/** What a setting is and what it may be. */
export function fieldText({ type, enum: values, default: preset, description }: Field): string {
  const allowed = values ? ` One of ${values.join(', ')}.` : type === 'yaml' ? ' As YAML text.' : '';
  // The defaults of lists and maps are empty, or told in the description.
  const isPlain = preset !== undefined && typeof preset !== 'object';
  return `${description}${allowed}${isPlain ? ` Default: ${String(preset)}.` : ''}`;
}

/** A name, and from `column` on what it means; below it where the name is too long for that. */
function entry(name: string, text: string, column: number): string {
  const lines = wrap(text, WIDTH, column);
  const head = `  ${name}`;
  const first = head.length + 2 > column ? `${head}\n${' '.repeat(column)}` : head.padEnd(column);
  return first + lines.join(`\n${' '.repeat(column)}`);
}
