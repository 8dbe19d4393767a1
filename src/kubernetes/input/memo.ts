import type { InputIndex } from './index.ts';

/**
 * Something that is computed once for each input, on first use, and lives as long as its facts: an index over kinds that few
 * rules ask for, or what a rule notes of single workloads for its judgement of the whole.
 */
export function memoPerInput<T>(make: (facts: InputIndex) => T): (facts: InputIndex) => T {
  const values = new WeakMap<InputIndex, { value: T }>();
  return (facts) => {
    let known = values.get(facts);
    if (!known) {
      known = { value: make(facts) };
      values.set(facts, known);
    }
    return known.value;
  };
}
