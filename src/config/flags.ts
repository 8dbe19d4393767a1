import { fields } from '../generated/fields.ts';
import { type Assignment, environmentName, fieldNamed, kebabName } from './assignments.ts';
import { suggestion, unknown } from './config-error.ts';

/**
 * Takes the flags that are configuration (`--images-multiplier 10`, `--images-multiplier=10`) out of the arguments.
 * A boolean flag may stand without value. Everything else, and all after `--`, is left in `rest` in its order. A flag that
 * stands twice counts as it stands last.
 */
export function takeConfigFlags(argv: readonly string[]): {
  assignments: Assignment[];
  rest: string[];
  problems: string[];
} {
  const assignments: Assignment[] = [];
  const rest: string[] = [];
  const problems: string[] = [];
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index]!;
    if (argument === '--') {
      rest.push(...argv.slice(index));
      break;
    }
    const [, source, name, attached] = /^(--([^=]+))(?:=(.*))?$/s.exec(argument) ?? [];
    const field = name === undefined ? undefined : fieldNamed(name, kebabName);
    if (!field || source === undefined) {
      rest.push(argument);
      continue;
    }
    const next = argv[index + 1];
    if (attached !== undefined) {
      assignments.push({ field, value: attached, source });
    } else if (field.type === 'boolean' && next !== 'true' && next !== 'false') {
      assignments.push({ field, value: 'true', source });
    } else if (next === undefined || next.startsWith('--')) {
      problems.push(`${source}: needs a value`);
    } else {
      assignments.push({ field, value: next, source });
      index++;
    }
  }
  return { assignments, rest, problems };
}

/**
 * The settings that the environment gives as `PREPARE_CONTRAST_…`. An empty variable counts as absent. `others` are
 * the variables of that prefix that are no configuration; any further one is a problem, since it would be ignored.
 */
export function takeEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  others: readonly string[] = [],
): { assignments: Assignment[]; problems: string[] } {
  const assignments: Assignment[] = [];
  const problems: string[] = [];
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith('PREPARE_CONTRAST_') || !value || others.includes(name)) continue;
    const field = fieldNamed(name, environmentName);
    if (field) assignments.push({ field, value, source: name });
    else problems.push(unknown(name, 'variable', name, [...fields.map(environmentName), ...others]));
  }
  return { assignments, problems };
}

/** What to say about a flag that is neither configuration nor one of the command's own (`--namespace`). */
export function unknownFlag(flag: string, commandFlags: readonly string[]): string {
  const name = flag.replace(/=.*/s, '');
  const near = suggestion(name, [...fields.map((field) => `--${kebabName(field)}`), ...commandFlags]);
  return `${name}: unknown flag; ${near === undefined ? 'see --help' : `did you mean ${near}?`}`;
}
