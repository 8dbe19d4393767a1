import { fields } from '../generated/fields.ts';
import type { Problem } from '../util/errors.ts';
import { type Assignment, environmentName, fieldNamed, kebabName } from './assignments.ts';
import { suggestion, unknown } from './config-error.ts';

/**
 * Extracts the flags that are configuration (`--images-multiplier 10`, `--images-multiplier=10`) from the arguments.
 * A boolean flag needs no value. All other arguments, and all after `--`, are returned in `rest` in their order. The last
 * occurrence of a flag wins.
 */
export function takeConfigFlags(argv: readonly string[]): {
  assignments: Assignment[];
  rest: string[];
  problems: Problem[];
} {
  const assignments: Assignment[] = [];
  const rest: string[] = [];
  const problems: Problem[] = [];
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
      problems.push({ code: 'config-missing-value', message: `${source}: needs a value` });
    } else {
      assignments.push({ field, value: next, source });
      index++;
    }
  }
  return { assignments, rest, problems };
}

/**
 * Returns the settings in `PREPARE_CONTRAST_…` variables. An empty variable counts as absent. `others` are the variables
 * with that prefix that are not configuration; any further one is a problem, since it would be ignored.
 */
export function takeEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  others: readonly string[] = [],
): { assignments: Assignment[]; problems: Problem[] } {
  const assignments: Assignment[] = [];
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith('PREPARE_CONTRAST_') || !value || others.includes(name)) continue;
    const field = fieldNamed(name, environmentName);
    if (field) assignments.push({ field, value, source: name });
    else problems.push(unknown(name, 'variable', name, [...fields.map(environmentName), ...others]));
  }
  return { assignments, problems };
}

/** Returns the problem with a flag that is neither configuration nor an option of the command (`--namespace`). */
export function unknownFlag(flag: string, commandFlags: readonly string[]): Problem {
  const name = flag.replace(/=.*/s, '');
  const near = suggestion(name, [...fields.map((field) => `--${kebabName(field)}`), ...commandFlags]);
  const hint = near === undefined ? 'see --help' : `did you mean ${near}?`;
  return { code: 'usage-unknown-flag', message: `${name}: unknown flag; ${hint}` };
}
