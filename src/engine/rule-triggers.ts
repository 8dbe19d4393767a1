import { OWN_PREFIX, POD_ROLE } from '../contrast/annotations.ts';
import { GENERATED_ANNOTATIONS } from '../contrast/generated-annotations.ts';
import type { InputIndex } from '../kubernetes/input/index.ts';
import { MIRROR_POD } from '../kubernetes/input/owners.ts';
import type { Resource } from '../manifest/types.ts';
import type { Rule } from '../rules/rule.ts';
import type { KeyTrigger } from '../rules/triggers.ts';
import type { Edit, NewValue } from '../yaml/edit/edit.ts';
import type { Document } from '../yaml/node.ts';
import { ALL, addMask, type KeyMask, MASK_SIZE, maskWith, overlaps } from '../yaml/parser/fast/key-mask.ts';

/** Labels and annotations that the engine itself reads. Those of an object without any of them are not read. */
export const ENGINE_KEYS: readonly string[] = [
  `${OWN_PREFIX}*`,
  POD_ROLE,
  MIRROR_POD,
  ...GENERATED_ANNOTATIONS,
];

/** Numbers that every key mask uses in the same way; the ones after them are numbers of rules. */
const EVERY_OBJECT = maskWith(0);
const ENGINE = maskWith(1);
const FIRST_RULE = 2;

/** A rule that may inspect workloads of the input. */
export interface ScheduledRule {
  rule: Rule;
  /** The rule inspects objects whose mask has a number in common with this one. */
  mask: Readonly<KeyMask>;
  /** The rule also inspects objects whose source has one of these words. */
  words: readonly string[];
}

/**
 * Finds the rules that apply to an object without running them. Most rules are about fields that most objects do not have, so that
 * skipping them makes large inputs fast.
 *
 * Each rule with triggers has a number. The parser asks for the numbers of each key once (`maskOf`) and unites them for each document;
 * `mayApply` then compares two masks. Rules without triggers have the number of every object.
 */
export class RuleTriggers {
  readonly #masks = new Map<Rule, KeyMask>();
  readonly #byName = new Map<string, KeyMask>();
  readonly #byTest: { matches(key: string): boolean; mask: KeyMask }[] = [];
  /** Results of `maskOf`: an input has few different keys. */
  readonly #known = new Map<string, KeyMask>();

  constructor(rules: readonly Rule[]) {
    for (const key of ENGINE_KEYS) this.#addKey(key, ENGINE);
    let number = FIRST_RULE;
    for (const rule of rules) {
      // Rules for which no number is left inspect every workload.
      if (!rule.triggers || number === MASK_SIZE) continue;
      const mask = maskWith(number++);
      this.#masks.set(rule, mask);
      for (const key of rule.triggers.keys ?? []) this.#addKey(key, mask);
    }
  }

  #addKey(key: KeyTrigger, mask: Readonly<KeyMask>): void {
    if (typeof key === 'function') {
      this.#byTest.push({ matches: key, mask });
    } else if (key.endsWith('*')) {
      const prefix = key.slice(0, -1);
      this.#byTest.push({ matches: (one) => one.startsWith(prefix), mask });
    } else {
      const named = this.#byName.get(key);
      if (named) addMask(named, mask);
      else this.#byName.set(key, { ...mask });
    }
  }

  /** Returns the rules that a key triggers. */
  maskOf(key: string): Readonly<KeyMask> {
    let found = this.#known.get(key);
    if (!found) {
      found = { low: 0, high: 0, ...this.#byName.get(key) };
      for (const { matches, mask } of this.#byTest) if (matches(key)) addMask(found, mask);
      this.#known.set(key, found);
    }
    return found;
  }

  /**
   * Returns the rules that the keys of a document trigger: all rules if the parser did not collect its keys, and if it has a duplicate
   * key, since the object is an error as soon as one rule reads that key.
   */
  maskOfObject({ keyMask, duplicates }: Document): KeyMask {
    const mask = { ...(keyMask && duplicates.length === 0 ? keyMask : ALL) };
    addMask(mask, EVERY_OBJECT);
    return mask;
  }

  /** Returns the rules that can apply to any object of an input with these facts, in the order of `rules`. */
  schedule(rules: readonly Rule[], facts: InputIndex): ScheduledRule[] {
    return rules.flatMap((rule) => {
      const mask = this.#masks.get(rule);
      const { keys = [], words = [], facts: ofInput = [] } = rule.triggers ?? {};
      if (!mask || ofInput.some((isTrue) => isTrue(facts))) return { rule, mask: EVERY_OBJECT, words: [] };
      return keys.length + words.length > 0 ? { rule, mask, words } : [];
    });
  }

  /** Adds the rules that keys in new values and new paths trigger. */
  addEdits(mask: KeyMask, edits: readonly Edit[]): void {
    for (const edit of edits) {
      if (edit.op === 'remove') continue;
      for (const key of edit.path) if (typeof key === 'string') addMask(mask, this.maskOf(key));
      this.#addKeysOf(edit.value, mask);
    }
  }

  #addKeysOf(value: NewValue, mask: KeyMask): void {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      addMask(mask, this.maskOf(key));
      this.#addKeysOf(inner as NewValue, mask);
    }
  }
}

/** True if the engine has to read the labels and annotations of an object. */
export function hasEngineKeys(mask: Readonly<KeyMask>): boolean {
  return overlaps(mask, ENGINE);
}

/** False if the rule cannot find anything in the resource, whose keys and edits so far trigger the rules in `mask`. */
export function mayApply(
  { mask: ofRule, words }: ScheduledRule,
  mask: Readonly<KeyMask>,
  resource: Resource,
): boolean {
  return overlaps(ofRule, mask) || words.some((word) => resource.mentions?.(word) !== false);
}
