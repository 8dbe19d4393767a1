import { invalid } from '../config/config-error.ts';
import type { Problem } from '../util/errors.ts';

/** True if the last occurrence of the switch is not `=false`. */
export function isOn(given: ReadonlyMap<string, readonly string[]>, flag: string): boolean {
  return given.get(flag)?.at(-1) === 'true';
}

/** The problem if the value that `source` gives to a switch is neither true nor false. */
export function booleanFlagProblems(source: string, value: string): Problem[] {
  if (value === 'true' || value === 'false') return [];
  return [{ ...invalid(source, value, 'true or false'), code: 'usage-invalid-value' }];
}
