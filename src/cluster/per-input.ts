import type { InputFacts } from './facts.ts';

/**
 * Something that is made once for each input, on first use, and kept as long as its facts: an index over kinds that few
 * rules ask for, or what a rule notes of single workloads for its judgement of the whole.
 */
export function perInput<T>(make: (facts: InputFacts) => T): (facts: InputFacts) => T {
  const kept = new WeakMap<InputFacts, { value: T }>();
  return (facts) => {
    let known = kept.get(facts);
    if (!known) {
      known = { value: make(facts) };
      kept.set(facts, known);
    }
    return known.value;
  };
}
