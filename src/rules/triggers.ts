import type { InputIndex } from '../kubernetes/input/index.ts';

/** The name of a key, the start of one (`example.com/*`), or a test for what no name can list. */
export type KeyTrigger = string | ((key: string) => boolean);

/** A fact about the input that concerns all of its workloads. */
export type FactTrigger = (facts: InputIndex) => boolean;

/**
 * The domain of a rule: a workload is inspected if it has any one of these. All other workloads are skipped, so a rule must not
 * find anything in a workload without a trigger.
 */
export interface Triggers {
  /** Keys, at any depth of the object. */
  keys?: readonly KeyTrigger[];
  /** Texts that occur anywhere in the source of the object. */
  words?: readonly string[];
  facts?: readonly FactTrigger[];
}

/** True if the input has an object of the kind, in any namespace and API group. */
export function inputHolds(kind: string): FactTrigger {
  return ({ holds }) => holds(kind);
}
