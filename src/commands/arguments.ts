import type { Assignment } from '../config/assignments.ts';
import { suggestion } from '../config/config-error.ts';
import { takeConfigFlags, takeEnvironment, unknownFlag } from '../config/flags.ts';
import { PreparationError } from '../errors.ts';
import type { Generate } from '../generate/generate.ts';
import { isOn, switchProblems } from './switches.ts';

/** How the program is called; the host decides nothing here. */
export interface Arguments {
  command: Command;
  /** What stands behind the command: files and folders to check, the rule to explain; for help the command itself. */
  words: string[];
  /** Configuration file. */
  config: string | undefined;
  namespace: string | undefined;
  reportFile: string | undefined;
  format: string | undefined;
  quiet: boolean;
  strict: boolean;
  /** `--generate`: the folder of `contrast` and what stood behind `--`. */
  generate: Generate | undefined;
  /** Every flag of the program that was given, with its values; for flags of one command alone. */
  given: ReadonlyMap<string, readonly string[]>;
  assignments: Assignment[];
  problems: string[];
}

/** Flags of the program itself, beside those that are configuration: with a value or without. */
export const FLAGS = {
  '--config': 'value',
  '--namespace': 'value',
  '--report-file': 'value',
  '--format': 'value',
  '--quiet': 'switch',
  '--strict': 'switch',
  '--image': 'value',
  '--output': 'value',
  '--update': 'switch',
  '--check': 'switch',
  '--pin': 'switch',
  '--compressed-only': 'switch',
  '--layers': 'switch',
  '--image-platform': 'value',
  '--archive': 'value',
  '--mirror': 'value',
  '--plain-http': 'value',
  '--ca-file': 'value',
  '--parallel': 'value',
  '--timeout': 'value',
  '--no-cache': 'switch',
  '--out': 'value',
  '--in-place': 'switch',
  '--dry-run': 'switch',
  '--diff': 'switch',
  '--ignore': 'value',
  '--verbose': 'switch',
  '--generate': 'switch',
  '--generate-dir': 'value',
  '--namespaces': 'value',
  '--namespace-selector': 'value',
  '--name': 'value',
  '--actions': 'value',
  '--help': 'switch',
  '--version': 'switch',
} as const;

export type Flag = keyof typeof FLAGS;

/** Short forms of flags. */
const SHORT: Readonly<Record<string, Flag>> = { '-h': '--help', '-v': '--verbose' };

const RUN: readonly Flag[] = ['--config', '--namespace', '--report-file', '--quiet', '--verbose'];

/** Of commands whose output may go on to `contrast generate`. */
const GENERATE: readonly Flag[] = ['--generate', '--generate-dir'];

const FILES: readonly Flag[] = [
  ...RUN,
  ...GENERATE,
  '--out',
  '--in-place',
  '--dry-run',
  '--diff',
  '--ignore',
];

const SIZES: readonly Flag[] = [
  '--config',
  '--quiet',
  '--ignore',
  '--image',
  '--output',
  '--update',
  '--check',
  '--pin',
  '--compressed-only',
  '--layers',
  '--image-platform',
  '--archive',
  '--mirror',
  '--plain-http',
  '--ca-file',
  '--parallel',
  '--timeout',
  '--no-cache',
];

const POLICY: readonly Flag[] = [
  '--config',
  '--namespaces',
  '--namespace-selector',
  '--name',
  '--actions',
  '--strict',
];

/** The commands: their own flags, and how many words may follow. */
export const COMMANDS = {
  krm: { flags: RUN, words: 0 },
  'post-render': { flags: [...RUN, ...GENERATE] as readonly Flag[], words: 0 },
  check: { flags: [...RUN, '--ignore', '--format', '--strict'] as readonly Flag[], words: Infinity },
  files: { flags: FILES, words: Infinity },
  explain: { flags: [] as readonly Flag[], words: 1 },
  init: { flags: ['--config', '--image'] as readonly Flag[], words: 1 },
  completion: { flags: [] as readonly Flag[], words: 1 },
  policy: { flags: POLICY, words: 0 },
  sizes: { flags: SIZES, words: Infinity },
  help: { flags: [] as readonly Flag[], words: 1 },
  version: { flags: [] as readonly Flag[], words: 0 },
} as const;

export type Command = keyof typeof COMMANDS;

/** Environment variables that stand for flags of the program. */
export const VARIABLES: Partial<Record<Flag, string>> & Record<'--quiet', string> = {
  '--config': 'PREPARE_CONTRAST_CONFIG',
  '--namespace': 'PREPARE_CONTRAST_NAMESPACE',
  '--report-file': 'PREPARE_CONTRAST_REPORT_FILE',
  '--quiet': 'PREPARE_CONTRAST_QUIET',
};

/**
 * Reads the command line and the environment. `--help` wins over everything, whatever else is wrong.
 * @throws PreparationError for what is no command, no flag or no flag of the command.
 */
export function readArguments(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Arguments {
  const configuration = takeConfigFlags(argv);
  const variables = takeEnvironment(environment, Object.values(VARIABLES));
  const { given, words, behind, problems } = readFlags(configuration.rest);
  if (isOn(given, '--help')) return { ...NOTHING, command: 'help', words };
  if (isOn(given, '--version')) return { ...NOTHING, command: 'version' };
  const generates = isOn(given, '--generate');
  if (!generates) words.push(...behind);
  const file = configurationFileOf(words);
  if (file !== undefined && given.has('--config'))
    problems.push(`there are two configuration files, ${file} and that of --config; keep one`);
  const command = commandOf(words, problems);
  for (const flag of given.keys()) {
    if (![...COMMANDS[command].flags, '--help', '--version'].includes(flag))
      problems.push(`${flag}: no flag of ${command}. See --help`);
  }
  if (given.has('--generate-dir') && !generates) problems.push('--generate-dir: goes with --generate');
  const quietVariable = VARIABLES['--quiet'];
  const quiet = environment[quietVariable] || 'false';
  problems.push(...switchProblems(quietVariable, quiet));
  if (problems.length > 0) throw new PreparationError(problems.join('\n'));
  const value = (flag: Flag) => given.get(flag)?.at(-1) ?? (environment[VARIABLES[flag] ?? ''] || undefined);
  return {
    command,
    words,
    config: file ?? value('--config'),
    namespace: value('--namespace'),
    reportFile: value('--report-file'),
    format: value('--format'),
    quiet: given.has('--quiet') ? isOn(given, '--quiet') : quiet === 'true',
    strict: isOn(given, '--strict'),
    generate: generates ? { folder: value('--generate-dir') ?? '.', args: behind } : undefined,
    given,
    assignments: [...variables.assignments, ...configuration.assignments],
    problems: [...variables.problems, ...configuration.problems],
  };
}

const NOTHING: Arguments = {
  command: 'krm',
  words: [],
  config: undefined,
  namespace: undefined,
  reportFile: undefined,
  format: undefined,
  quiet: false,
  strict: false,
  generate: undefined,
  given: new Map(),
  assignments: [],
  problems: [],
};

/** Flags and their values, words, what stands behind `--`, and what is none of these. `-` alone is a word. */
function readFlags(argv: readonly string[]): {
  given: Map<Flag, string[]>;
  words: string[];
  behind: string[];
  problems: string[];
} {
  const given = new Map<Flag, string[]>();
  const add = (flag: Flag, value: string) => given.set(flag, [...(given.get(flag) ?? []), value]);
  const words: string[] = [];
  const behind: string[] = [];
  const problems: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index]!;
    if (argument === '--') {
      behind.push(...argv.slice(index + 1));
      break;
    }
    if (!argument.startsWith('-') || argument === '-') {
      words.push(argument);
      continue;
    }
    const [, name = argument, attached] = /^(-[^=]+)=([\s\S]*)$/.exec(argument) ?? [];
    const flag = (SHORT[name] ?? name) as Flag;
    if (!Object.hasOwn(FLAGS, flag)) {
      problems.push(unknownFlag(name, Object.keys(FLAGS)));
      // What follows is most likely its value, and no word that could be wrong by itself.
      if (attached === undefined && isValue(argv[index + 1])) index++;
    } else if (FLAGS[flag] === 'switch') {
      add(flag, attached ?? 'true');
      problems.push(...switchProblems(flag, attached ?? 'true'));
    } else if (attached !== undefined) add(flag, attached);
    // What looks like a flag is one: its own value was forgotten. With = any text can be given.
    else if (argv[index + 1]?.startsWith('--') ?? true) problems.push(`${flag}: needs a value`);
    else add(flag, argv[++index]!);
  }
  return { given, words, behind, problems };
}

function isValue(argument: string | undefined): boolean {
  return argument?.startsWith('-') === false && !Object.hasOwn(COMMANDS, argument);
}

/**
 * Takes a path off the words where one stands in place of a command: so kustomize hands its configuration to the plugins
 * that it had before there were KRM functions. A name without a slash would be a command.
 */
function configurationFileOf(words: string[]): string | undefined {
  return /[/\\]/.test(words[0] ?? '') ? words.shift() : undefined;
}

/** Takes the command off the words: no word means krm. */
function commandOf(words: string[], problems: string[]): Command {
  const word = words.shift() ?? 'krm';
  if (!Object.hasOwn(COMMANDS, word)) {
    const near = suggestion(word, Object.keys(COMMANDS));
    const hint =
      near === undefined ? `there are ${Object.keys(COMMANDS).join(', ')}.` : `did you mean ${near}?`;
    problems.push(`"${word}" is no command; ${hint} See --help`);
    return 'krm';
  }
  const command = word as Command;
  if (words.length > COMMANDS[command].words)
    problems.push(`"${words.at(-1)}": one argument too many for ${command}. See --help`);
  // The word behind it is the command to tell of.
  else if (command === 'help' && words.length > 0) commandOf([...words], problems);
  return command;
}
