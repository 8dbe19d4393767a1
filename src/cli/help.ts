import { environmentName, kebabName } from '../config/assignments.ts';
import { confidentialPlatforms } from '../contrast/platforms.ts';
import { type Field, fields } from '../generated/fields.ts';
import { wrap } from '../util/text.ts';
import { version } from '../util/version.ts';
import { COMMANDS, type Command, VARIABLES } from './parse-args.ts';
import {
  type CommandUsage,
  commandsWith,
  commandUsages,
  type FlagUsage,
  flagUsages,
  PURPOSE,
  shortOf,
} from './usage.ts';

const WIDTH = 80;
/** Column at which texts start; longer names have their text on the next line. */
const COLUMN = 27;

/** The text of `help TOPIC`: a command, `settings`, or an overview without a topic. */
export function help(topic?: string): string {
  if (topic === 'settings') return settingsHelp();
  const usage = commandUsages.find(({ command }) => command === topic);
  return usage ? commandHelp(usage) : overview();
}

function commandHelp({ command, synopsis, text, example, exitCodes }: CommandUsage): string {
  const accepted: readonly string[] = COMMANDS[command].flags;
  const flags = flagUsages.filter(({ flag }) => accepted.includes(flag));
  const parts = [
    `Usage: ${['prepare-contrast', synopsis, ...(flags.length > 0 ? ['[options]'] : [])].filter((part) => part !== '').join(' ')}`,
    wrap(text, WIDTH, 0).join('\n'),
    section(
      'Example',
      [wrap(example, WIDTH - 2, 6, 2).join(' \\\n      ')].map((line) => `  ${line}`),
    ),
    ...(accepted.includes('--config') ? [section('Settings', settingLines(command))] : []),
    ...(flags.length > 0
      ? [
          section(
            'Options',
            flags.map((usage) => entry(flagName(usage), usage.textFor?.[command] ?? usage.text)),
          ),
        ]
      : []),
    section(
      'Exit codes',
      exitCodes.map(([code, meaning]) => entry(String(code), meaning, 5)),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The settings that a command needs. `sizes` and `usage` measure for any platform. */
function settingLines(command: Command): string[] {
  const names = confidentialPlatforms.join(', ');
  const platform = entry('--platform NAME', `required, here or in the configuration: ${names}`);
  return [
    ...(command === 'sizes' || command === 'usage' ? [] : [platform]),
    '  Every setting is also a flag: see prepare-contrast help settings.',
  ];
}

function overview(): string {
  const commands = commandUsages.map(({ synopsis, text }) =>
    entry(`prepare-contrast ${synopsis}`.trim(), text.split(/(?<=\.) /)[0]!, 6),
  );
  const krm = commandUsages[0]!;
  return `prepare-contrast ${version}
${PURPOSE}

${section('Usage', commands)}

${section(
  'Exit codes',
  krm.exitCodes.map(([code, meaning]) => entry(String(code), meaning, 5)),
)}

prepare-contrast help COMMAND shows the options of a command. help krm shows
those of the program without a command.
prepare-contrast help settings lists all settings. Every setting is also a flag.
`;
}

function settingsHelp(): string {
  return `Settings of the configuration. Each is also a flag (--memory-default), an
environment variable (PREPARE_CONTRAST_MEMORY_DEFAULT) and a key of a ConfigMap
(memory.default). Flags override the environment, which overrides the file.

${fields.map((field) => entry(`--${kebabName(field)}`, fieldText(field))).join('\n')}
`;
}

function section(title: string, lines: readonly string[]): string {
  return `${title}:\n${lines.join('\n')}`;
}

/** `-c, --config FILE` */
export function flagName({ flag, value }: FlagUsage): string {
  const short = shortOf(flag);
  return `${short === undefined ? '' : `${short}, `}${flag}${value === undefined ? '' : ` ${value}`}`;
}

/** The text of a flag outside of a command's help: names the commands that accept it, unless it is a general flag. */
export function flagText({ flag, text, textFor = {} }: FlagUsage): string {
  const commands = commandsWith(flag);
  const others = Object.entries(textFor).map(([command, other]) => `. ${command}: ${other}`);
  const own = commands.filter((command) => !Object.hasOwn(textFor, command));
  const isGeneral = commands.length === 0 || commands.includes('krm');
  return `${isGeneral ? '' : `${own.join(', ')}: `}${text}${others.join('')}`;
}

/** The description of a setting with its allowed values and default. */
export function fieldText({ type, enum: values, default: preset, description, example }: Field): string {
  const text = type === 'yaml' ? ` As YAML text, such as ${JSON.stringify(example)}.` : '';
  const allowed = values ? ` One of ${values.join(', ')}.` : text;
  // Defaults of lists and maps are empty, or part of the description.
  const isPlain = preset !== undefined && typeof preset !== 'object';
  return `${description}${allowed}${isPlain ? ` Default: ${String(preset)}.` : ''}`;
}

/** The environment variables that every command reads, and what they mean. */
export function variables(): [name: string, text: string][] {
  const example = fields[0]!;
  return [
    ...Object.entries(VARIABLES).map(([flag, name]): [string, string] => [name, `default of ${flag}`]),
    ['PREPARE_CONTRAST_…', `any setting, such as ${environmentName(example)} for --${kebabName(example)}`],
    ['NO_COLOR', 'disables colors if it is not empty'],
  ];
}

/** A name, and its text from `column` on; on the next line if the name is too long. */
function entry(name: string, text: string, column = COLUMN): string {
  const lines = wrap(text, WIDTH, column);
  const head = `  ${name}`;
  const first = head.length + 2 > column ? `${head}\n${' '.repeat(column)}` : head.padEnd(column);
  return first + lines.join(`\n${' '.repeat(column)}`);
}
