import type { Assignment } from '../config/assignments.ts';
import { takeConfigFlags, takeEnvironment, unknownFlag } from '../config/flags.ts';
import { PreparationError } from '../errors.ts';

/** How the program is called; the host decides nothing here. */
export interface Arguments {
  command: 'krm' | 'post-render' | 'help' | 'version';
  /** Configuration file. */
  config: string | undefined;
  namespace: string | undefined;
  reportFile: string | undefined;
  quiet: boolean;
  assignments: Assignment[];
  problems: string[];
}

/** Flags of the program itself, beside those that are configuration; with a value or without. */
const FLAGS = {
  '--config': 'value',
  '--namespace': 'value',
  '--report-file': 'value',
  '--quiet': 'switch',
  '--help': 'switch',
  '-h': 'switch',
  '--version': 'switch',
} as const;

const COMMANDS = ['krm', 'post-render', 'help', 'version'] as const;

/** Environment variables that stand for flags of the program. */
const VARIABLES = {
  '--config': 'PREPARE_CONTRAST_CONFIG',
  '--namespace': 'PREPARE_CONTRAST_NAMESPACE',
  '--report-file': 'PREPARE_CONTRAST_REPORT_FILE',
  '--quiet': 'PREPARE_CONTRAST_QUIET',
} as const;

/**
 * Reads the command line and the environment. `--help` wins over everything, whatever else is wrong.
 * @throws PreparationError for what is no command and no flag.
 */
export function readArguments(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Arguments {
  const flags = takeConfigFlags(argv);
  const variables = takeEnvironment(environment, Object.values(VARIABLES));
  const given = new Map<string, string>();
  const words: string[] = [];
  const unknown: string[] = [];
  for (let index = 0; index < flags.rest.length; index++) {
    const [name, attached] = split(flags.rest[index]!);
    const kind = FLAGS[name as keyof typeof FLAGS];
    if (!name.startsWith('-')) words.push(name);
    else if (kind === undefined) unknown.push(unknownFlag(name, Object.keys(FLAGS)));
    else if (kind === 'switch') given.set(name, 'true');
    else if (attached !== undefined) given.set(name, attached);
    else if (flags.rest[index + 1] === undefined) unknown.push(`${name}: needs a value`);
    else given.set(name, flags.rest[++index]!);
  }
  const value = (name: keyof typeof VARIABLES) =>
    given.get(name) ?? (environment[VARIABLES[name]] || undefined);
  const command =
    given.has('--help') || given.has('-h')
      ? 'help'
      : given.has('--version')
        ? 'version'
        : commandOf(words, unknown);
  if (unknown.length > 0 && command !== 'help') throw new PreparationError(unknown.join('\n'));
  return {
    command,
    config: value('--config'),
    namespace: value('--namespace'),
    reportFile: value('--report-file'),
    quiet: (value('--quiet') ?? 'false') !== 'false',
    assignments: [...variables.assignments, ...flags.assignments],
    problems: [...variables.problems, ...flags.problems],
  };
}

function split(argument: string): [string, string | undefined] {
  const equals = argument.startsWith('--') ? argument.indexOf('=') : -1;
  return equals === -1 ? [argument, undefined] : [argument.slice(0, equals), argument.slice(equals + 1)];
}

function commandOf([word = 'krm', ...more]: string[], unknown: string[]): Arguments['command'] {
  const command = COMMANDS.find((name) => name === word);
  if (!command) unknown.push(`"${word}" is no command; there are ${COMMANDS.join(', ')}. See --help`);
  if (more.length > 0) unknown.push(`"${more[0]}": one argument too many. See --help`);
  return command ?? 'help';
}
