import type { InputFacts } from './cluster/facts.ts';
import type { Edit, NewValue } from './edit/edit.ts';
import type { Rule } from './rule.ts';
import type { KeyBits } from './yaml/key-bits.ts';

/** Bits for rules in each half; the last bit of `low` is that of every object. Rules beyond these judge every workload. */
const BITS = 31;
const EVERY_OBJECT = 1 << BITS;

/** A rule and the bits of which an object has to have one for the rule to find anything in it. */
export interface ScheduledRule extends Readonly<KeyBits> {
  rule: Rule;
}

/**
 * Which rules can find something in an object, told by its keys: most rules are about fields that most objects do not have, and
 * passing them over is what makes large inputs fast.
 */
export class Wakening {
  readonly #bits = new Map<Rule, KeyBits>();
  readonly #known = new Map<string, KeyBits>();

  constructor(rules: readonly Rule[]) {
    const woken = rules.filter(({ wokenBy }) => wokenBy?.keys).slice(0, 2 * BITS);
    for (const [place, rule] of woken.entries())
      this.#bits.set(
        rule,
        place < BITS ? { low: 1 << place, high: 0 } : { low: 0, high: 1 << (place - BITS) },
      );
  }

  /** Bits of the rules that the key wakes. */
  bitsOf(key: string): KeyBits {
    let bits = this.#known.get(key);
    if (!bits) {
      bits = { low: EVERY_OBJECT, high: 0 };
      for (const [rule, own] of this.#bits) if (isKeyOf(rule, key)) add(bits, own);
      this.#known.set(key, bits);
    }
    return bits;
  }

  /** The rules that something in an input with these facts can wake, in their order. */
  schedule(rules: readonly Rule[], facts: InputFacts): ScheduledRule[] {
    return rules.flatMap((rule) => {
      const { wokenBy } = rule;
      const own = this.#bits.get(rule);
      const always =
        !wokenBy || wokenBy.word !== undefined || (wokenBy.keys && !own) || wokenBy.facts?.(facts);
      if (always) return { rule, low: EVERY_OBJECT, high: 0 };
      return own ? { rule, ...own } : [];
    });
  }

  /** Adds to an object's bits what the keys that edits bring wake. */
  addEdits(bits: KeyBits, edits: readonly Edit[]): void {
    for (const edit of edits) {
      if (edit.op === 'remove') continue;
      for (const key of edit.path) if (typeof key === 'string') add(bits, this.bitsOf(key));
      this.#addKeysOf(edit.value, bits);
    }
  }

  #addKeysOf(value: NewValue, bits: KeyBits): void {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      add(bits, this.bitsOf(key));
      this.#addKeysOf(inner as NewValue, bits);
    }
  }
}

/** An object's bits to begin with; where its keys were not gathered, all. */
export function bitsOfObject(gathered: KeyBits | undefined): KeyBits {
  return gathered ? { low: gathered.low | EVERY_OBJECT, high: gathered.high } : { low: -1, high: -1 };
}

export function isAwake(rule: ScheduledRule, bits: KeyBits): boolean {
  return (rule.low & bits.low) !== 0 || (rule.high & bits.high) !== 0;
}

function isKeyOf({ wokenBy }: Rule, key: string): boolean {
  const keys = wokenBy?.keys ?? [];
  if (typeof keys === 'function') return keys(key);
  return keys.some((one) => (one.endsWith('*') ? key.startsWith(one.slice(0, -1)) : key === one));
}

function add(bits: KeyBits, more: KeyBits): void {
  bits.low |= more.low;
  bits.high |= more.high;
}
