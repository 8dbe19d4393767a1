import { invalid } from '../config/config-error.ts';

/** True where the switch is given and not as `=false`; of several the last counts. */
export function isOn(given: ReadonlyMap<string, readonly string[]>, flag: string): boolean {
  return given.get(flag)?.at(-1) === 'true';
}

/** What is wrong with the value of a switch that `source` gives: anything but true and false would have to be guessed. */
export function switchProblems(source: string, value: string): string[] {
  return value === 'true' || value === 'false' ? [] : [invalid(source, value, 'true or false')];
}
