import type { InputFacts } from './cluster/facts.ts';
import { PREFIX as OWN_PREFIX } from './config/pod-annotations.ts';
import { POD_ROLE } from './contrast/annotations.ts';
import { GENERATED_ANNOTATIONS } from './contrast/generated.ts';
import type { Edit, NewValue } from './edit/edit.ts';
import { MIRROR_POD } from './kube/ownership.ts';
import type { Rule } from './rule.ts';
import type { KeyBits } from './yaml/key-bits.ts';
import type { Document } from './yaml/node.ts';

/** Bits for rules in each half. Rules beyond these judge every workload. */
const BITS = 31;
/** The last bit of `low` is that of every object, the last of `high` that of labels and annotations which this program reads itself. */
const EVERY_OBJECT = 1 << BITS;
const MARKED = 1 << BITS;

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
  /** Rules that name their keys whole. */
  readonly #named = new Map<string, KeyBits>();
  /** Rules that know their keys by a prefix or a question. */
  readonly #others: { isKey(key: string): boolean; bits: KeyBits }[] = [];
  /** What was looked up before: keys are few, and come again with each object. */
  readonly #known = new Map<string, KeyBits>();

  constructor(rules: readonly Rule[]) {
    this.#others.push({ isKey: isMark, bits: { low: 0, high: MARKED } });
    let place = 0;
    for (const rule of rules) {
      const keys = rule.wokenBy?.keys;
      if (!keys || place === 2 * BITS) continue;
      const bits = place < BITS ? { low: 1 << place, high: 0 } : { low: 0, high: 1 << (place - BITS) };
      this.#bits.set(rule, bits);
      place++;
      if (typeof keys === 'function') this.#others.push({ isKey: keys, bits });
      else for (const key of keys) this.#addKey(key, bits);
    }
  }

  #addKey(key: string, bits: KeyBits): void {
    if (key.endsWith('*')) {
      const prefix = key.slice(0, -1);
      this.#others.push({ isKey: (one) => one.startsWith(prefix), bits });
      return;
    }
    const named = this.#named.get(key);
    if (named) add(named, bits);
    else this.#named.set(key, { ...bits });
  }

  /** Bits of the rules that the key wakes. */
  bitsOf(key: string): KeyBits {
    let found = this.#known.get(key);
    if (!found) {
      found = { low: 0, high: 0, ...this.#named.get(key) };
      for (const { isKey, bits } of this.#others) if (isKey(key)) add(found, bits);
      this.#known.set(key, found);
    }
    return found;
  }

  /** What the keys of an object's document stand for; all there is where they were not gathered, and where one of them stands twice. */
  bitsOfObject({ keyBits, duplicates }: Document): KeyBits {
    if (!keyBits || duplicates.length > 0) return { low: -1, high: -1 };
    return { low: keyBits.low | EVERY_OBJECT, high: keyBits.high };
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

/** True where a label or annotation may mean something to this program. */
export function isMarked({ high }: KeyBits): boolean {
  return (high & MARKED) !== 0;
}

export function isAwake(rule: ScheduledRule, bits: KeyBits): boolean {
  return (rule.low & bits.low) !== 0 || (rule.high & bits.high) !== 0;
}

function isMark(key: string): boolean {
  return (
    key.startsWith(OWN_PREFIX) ||
    key === POD_ROLE ||
    key === MIRROR_POD ||
    GENERATED_ANNOTATIONS.includes(key)
  );
}

function add(bits: KeyBits, more: KeyBits): void {
  bits.low |= more.low;
  bits.high |= more.high;
}
