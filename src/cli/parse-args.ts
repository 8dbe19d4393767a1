import { existsSync } from 'node:fs';
import { type Assignment, dottedName, fieldNamed } from '../config/assignments.ts';
import { suggestion } from '../config/config-error.ts';
import { takeConfigFlags, takeEnvironment, unknownFlag } from '../config/flags.ts';
import type { Generate } from '../contrast-generate/generate.ts';
import { PreparationError, type Problem } from '../util/errors.ts';
import { booleanFlagProblems, isOn } from './boolean-flags.ts';
import { adviceForPath } from './path-advice.ts';

/** The parsed command line. */
export interface Arguments {
  command: Command;
  /** Arguments after the command, such as files and folders, or the rule to explain; for help, the topic. */
  words: string[];
  /** Configuration file. */
  config: string | undefined;
  /** How the file became known: by flag or environment, as a path in place of a command, or beside the manifests. */
  configOrigin: 'given' | 'word' | 'found';
  namespace: string | undefined;
  reportFile: string | undefined;
  format: string | undefined;
  quiet: boolean;
  strict: boolean;
  /** `--generate`: the working directory of `contrast` and the arguments after `--`. */
  generate: Generate | undefined;
  /** All given flags that are not settings, with their values. */
  given: ReadonlyMap<string, readonly string[]>;
  assignments: Assignment[];
  problems: Problem[];
}

/** Flags that are not settings of the configuration. */
export const FLAGS = {
  '--config': 'value',
  '--no-config': 'switch',
  '--filename': 'value',
  '--severity': 'value',
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
  '--registry': 'value',
  '--plain-http': 'value',
  '--ca-file': 'value',
  '--parallel': 'value',
  '--timeout': 'value',
  '--no-cache': 'switch',
  '--prometheus': 'value',
  '--vpa': 'value',
  '--krr': 'value',
  '--top': 'value',
  '--metric': 'value',
  '--window': 'value',
  '--label': 'value',
  '--tenant': 'value',
  '--token-file': 'value',
  '--basic-auth-file': 'value',
  '--out': 'value',
  '--in-place': 'switch',
  '--no-backup': 'switch',
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
  '--templates': 'switch',
  '--live': 'value',
  '--help': 'switch',
  '--version': 'switch',
} as const;

export type Flag = keyof typeof FLAGS;

/** Short forms of flags, as kubectl, kubeconform and trivy have them. */
export const SHORT: Readonly<Record<string, Flag>> = {
  '-c': '--config',
  '-f': '--filename',
  '-h': '--help',
  '-n': '--namespace',
  '-o': '--format',
  '-q': '--quiet',
  '-v': '--verbose',
  '-V': '--version',
};

const RUN: readonly Flag[] = [
  '--config',
  '--namespace',
  '--report-file',
  '--severity',
  '--quiet',
  '--verbose',
];

/** Flags of commands that read files and folders, beside which the configuration is found. */
const PATHS: readonly Flag[] = ['--filename', '--ignore', '--no-config'];

/** Flags of commands that can run `contrast generate`. */
const GENERATE: readonly Flag[] = ['--generate', '--generate-dir'];

const FILES: readonly Flag[] = [
  ...RUN,
  ...PATHS,
  ...GENERATE,
  '--out',
  '--in-place',
  '--no-backup',
  '--dry-run',
  '--diff',
];

const COMPARE: readonly Flag[] = [
  '--live',
  '--namespace',
  '--report-file',
  '--quiet',
  '--verbose',
  '--filename',
  '--ignore',
  '--format',
  '--strict',
];

const SIZES: readonly Flag[] = [
  '--config',
  '--quiet',
  ...PATHS,
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
  '--registry',
  '--plain-http',
  '--ca-file',
  '--parallel',
  '--timeout',
  '--no-cache',
];

const USAGE: readonly Flag[] = [
  ...PATHS,
  '--config',
  '--namespace',
  '--quiet',
  '--prometheus',
  '--vpa',
  '--krr',
  '--top',
  '--output',
  '--check',
  '--metric',
  '--window',
  '--label',
  '--tenant',
  '--token-file',
  '--basic-auth-file',
  '--ca-file',
  '--parallel',
  '--timeout',
];

const POLICY: readonly Flag[] = [
  '--config',
  '--no-config',
  '--namespaces',
  '--namespace-selector',
  '--name',
  '--actions',
  '--templates',
  '--strict',
];

/** The commands, with their flags and the maximum number of words. */
export const COMMANDS = {
  krm: { flags: RUN, words: 0 },
  'post-render': { flags: [...RUN, ...GENERATE] as readonly Flag[], words: 0 },
  check: { flags: [...RUN, ...PATHS, '--format', '--strict'] as readonly Flag[], words: Infinity },
  files: { flags: FILES, words: Infinity },
  compare: { flags: COMPARE, words: Infinity },
  explain: { flags: [] as readonly Flag[], words: 1 },
  init: { flags: ['--config', '--image', '--in-place'] as readonly Flag[], words: Infinity },
  completion: { flags: [] as readonly Flag[], words: 1 },
  policy: { flags: POLICY, words: 0 },
  sizes: { flags: SIZES, words: Infinity },
  usage: { flags: USAGE, words: Infinity },
  help: { flags: [] as readonly Flag[], words: 1 },
  version: { flags: [] as readonly Flag[], words: 0 },
} as const;

export type Command = keyof typeof COMMANDS;

/** Environment variables that are defaults of flags. */
export const VARIABLES: Partial<Record<Flag, string>> & Record<'--quiet', string> = {
  '--config': 'PREPARE_CONTRAST_CONFIG',
  '--namespace': 'PREPARE_CONTRAST_NAMESPACE',
  '--report-file': 'PREPARE_CONTRAST_REPORT_FILE',
  '--quiet': 'PREPARE_CONTRAST_QUIET',
};

/** A command line that cannot be used. */
export class UsageError extends PreparationError {
  override name = 'UsageError';
  /** `--report-file`, as far as it can be read. */
  readonly reportFile: string | undefined;

  constructor(problems: readonly Problem[], reportFile: string | undefined) {
    super(problems[0]!.code, problems.map(({ message }) => message).join('\n'));
    this.reportFile = reportFile;
  }
}

/**
 * Reads the command line and the environment. `--help` overrides everything, even errors.
 * @throws UsageError for unknown commands, unknown flags and flags that the command does not accept.
 */
export function readArguments(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Arguments {
  const configuration = takeConfigFlags(argv);
  const variables = takeEnvironment(environment, Object.values(VARIABLES));
  const { given, words, after, problems } = readFlags(configuration.rest);
  if (isOn(given, '--help')) return { ...NOTHING, command: 'help', words };
  if (isOn(given, '--version')) return { ...NOTHING, command: 'version' };
  const generates = isOn(given, '--generate');
  if (!generates) words.push(...after);
  const file = configurationFileOf(words);
  if (file !== undefined && given.has('--config'))
    problems.push({
      code: 'usage-conflict',
      message: `two configuration files are given, ${file} and --config; keep one`,
    });
  const command = commandOf(words, problems);
  words.push(...(given.get('--filename') ?? []));
  const accepted: readonly Flag[] = [...COMMANDS[command].flags, '--help', '--version'];
  for (const flag of given.keys()) if (!accepted.includes(flag)) problems.push(misplaced(flag, command));
  const isOff = isOn(given, '--no-config');
  if (isOff && given.has('--config'))
    problems.push({ code: 'usage-conflict', message: '--config and --no-config are mutually exclusive' });
  if (given.has('--generate-dir') && !generates)
    problems.push({ code: 'usage-missing-argument', message: '--generate-dir requires --generate' });
  const quietVariable = VARIABLES['--quiet'];
  const quiet = environment[quietVariable] || 'false';
  problems.push(...booleanFlagProblems(quietVariable, quiet));
  const value = (flag: Flag) => given.get(flag)?.at(-1) ?? (environment[VARIABLES[flag] ?? ''] || undefined);
  // The variable applies to all runs of a pipeline, also to commands that write no report.
  const reportFile = accepted.includes('--report-file') ? value('--report-file') : undefined;
  if (problems.length > 0) throw new UsageError(problems, reportFile);
  return {
    command,
    words,
    config: file ?? (isOff ? undefined : value('--config')),
    configOrigin: file === undefined ? 'given' : 'word',
    namespace: value('--namespace'),
    reportFile,
    format: value('--format'),
    quiet: given.has('--quiet') ? isOn(given, '--quiet') : quiet === 'true',
    strict: isOn(given, '--strict'),
    generate: generates ? { folder: value('--generate-dir') ?? '.', args: after } : undefined,
    given,
    assignments: [
      ...variables.assignments,
      ...configuration.assignments,
      ...severityOf(given.get('--severity')?.at(-1)),
    ],
    problems: [...variables.problems, ...configuration.problems],
  };
}

/** `--severity` is the short name of a setting. */
function severityOf(value: string | undefined): Assignment[] {
  if (value === undefined) return [];
  return [{ field: fieldNamed('results.minSeverity', dottedName)!, value, source: '--severity' }];
}

/** Returns the problem with a flag that the command does not accept, and where it is accepted. */
function misplaced(flag: Flag, command: Command): Problem {
  const entries = Object.entries(COMMANDS) as [Command, { flags: readonly Flag[] }][];
  const others = entries.filter(([, { flags }]) => flags.includes(flag)).map(([name]) => name);
  const isPlain = command === 'krm';
  const place = isPlain ? 'without a command' : `for ${command}`;
  const message = `${flag} is not valid ${place}; it is valid for ${others.join(', ')}. See ${isPlain ? '' : `${command} `}--help`;
  return { code: 'usage-unknown-flag', message };
}

const NOTHING: Arguments = {
  command: 'krm',
  words: [],
  config: undefined,
  configOrigin: 'given',
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

/** Splits argv into flags, positional words, arguments after `--`, and errors. A lone `-` is a word. */
function readFlags(argv: readonly string[]): {
  given: Map<Flag, string[]>;
  words: string[];
  after: string[];
  problems: Problem[];
} {
  const given = new Map<Flag, string[]>();
  const add = (flag: Flag, value: string) => given.set(flag, [...(given.get(flag) ?? []), value]);
  const words: string[] = [];
  const after: string[] = [];
  const problems: Problem[] = [];
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index]!;
    if (argument === '--') {
      after.push(...argv.slice(index + 1));
      break;
    }
    if (!argument.startsWith('-') || argument === '-') {
      words.push(argument);
      continue;
    }
    const [name, attached] = nameAndValue(argument);
    const flag = (SHORT[name] ?? name) as Flag;
    if (!Object.hasOwn(FLAGS, flag)) {
      problems.push(unknownFlag(name, Object.keys(FLAGS)));
      // The next argument is most likely its value; reporting it as well would be noise.
      if (attached === undefined && isValue(argv[index + 1])) index++;
    } else if (FLAGS[flag] === 'switch') {
      add(flag, attached ?? 'true');
      problems.push(...booleanFlagProblems(flag, attached ?? 'true'));
    } else if (attached !== undefined) add(flag, attached);
    // An argument like a flag is a flag: the value was forgotten. `--flag=value` accepts any text.
    else if (argv[index + 1]?.startsWith('--') ?? true)
      problems.push({ code: 'usage-missing-argument', message: `${flag}: needs a value` });
    else add(flag, argv[++index]!);
  }
  return { given, words, after, problems };
}

/** Splits `--flag=value`, `-o=json` and `-ojson`. */
function nameAndValue(argument: string): [name: string, value: string | undefined] {
  const equals = argument.indexOf('=');
  if (equals > 1) return [argument.slice(0, equals), argument.slice(equals + 1)];
  const short = SHORT[argument.slice(0, 2)];
  const isAttached = argument.length > 2 && short !== undefined && FLAGS[short] === 'value';
  return isAttached ? [argument.slice(0, 2), argument.slice(2)] : [argument, undefined];
}

function isValue(argument: string | undefined): boolean {
  return argument?.startsWith('-') === false && !Object.hasOwn(COMMANDS, argument);
}

/**
 * Removes and returns a path that takes the place of a command: kustomize passes the configuration of its older exec plugins this
 * way. A name without a slash is a command.
 */
function configurationFileOf(words: string[]): string | undefined {
  return /[/\\]/.test(words[0] ?? '') ? words.shift() : undefined;
}

/** Removes and returns the command; `krm` if there are no words. */
function commandOf(words: string[], problems: Problem[]): Command {
  const word = words.shift() ?? 'krm';
  if (!Object.hasOwn(COMMANDS, word)) {
    problems.push({
      code: 'usage-unknown-command',
      message: existsSync(word) ? adviceForPath(word) : unknownCommand(word),
    });
    return 'krm';
  }
  const command = word as Command;
  // The plugin of Helm 4 passes it already; a helmfile with the argument works with Helm 3 and 4.
  if (command === 'post-render' && words[0] === command) words.shift();
  if (words.length > COMMANDS[command].words)
    problems.push({
      code: 'usage-unexpected-argument',
      message: `unexpected argument "${words.at(-1)}" for ${command}. See --help`,
    });
  // `help` takes a command or `settings`.
  else if (command === 'help' && words.length > 0 && words[0] !== 'settings') commandOf([...words], problems);
  return command;
}

function unknownCommand(word: string): string {
  const near = suggestion(word, Object.keys(COMMANDS));
  const hint =
    near === undefined ? `available commands: ${Object.keys(COMMANDS).join(', ')}.` : `did you mean ${near}?`;
  return `unknown command "${word}"; ${hint} See --help`;
}
