import { parseQuantity, type Quantity } from '../kubernetes/quantity.ts';
import { type Path, scalarAt } from '../yaml/access.ts';
import type { ScalarNode } from '../yaml/node.ts';
import type { ConfidentialWorkload } from './confidential-workload.ts';

/**
 * Pod annotation with the memory that containers need without their images: `web=512Mi,proxy=64Mi`. Limits are the sum of both; the
 * annotation lets a later run separate them. `*` is the pod-level limit.
 */
export const WORKING_SET_ANNOTATION = 'prepare-contrast.dev/working-set';

/** Returns the path of the annotation, whether it is set or not. */
export function workingSetPath({ podMetadataPath }: ConfidentialWorkload): Path {
  return [...podMetadataPath, 'annotations', WORKING_SET_ANNOTATION];
}

/** Returns the node of the annotation, if it is set. */
export function workingSetAnnotation(workload: ConfidentialWorkload): ScalarNode | undefined {
  return scalarAt(workload.resource.root, ...workingSetPath(workload));
}

/** Parses the annotation of the workload: empty if it is not set, undefined if it is malformed. */
export function workingSetOf(workload: ConfidentialWorkload): Map<string, Quantity> | undefined {
  const annotation = workingSetAnnotation(workload);
  return annotation === undefined ? new Map() : parseWorkingSet(annotation.value);
}

/** Reads the annotation; undefined where it is not of that form. */
function parseWorkingSet(text: string): Map<string, Quantity> | undefined {
  const set = new Map<string, Quantity>();
  for (const entry of text.split(',')) {
    const [, name, amount] = /^\s*([a-z0-9-]+|\*)=([^=\s]+)\s*$/.exec(entry) ?? [];
    const quantity = amount === undefined ? undefined : parseQuantity(amount);
    if (name === undefined || !quantity || quantity.nano <= 0n || set.has(name)) return undefined;
    set.set(name, quantity);
  }
  return set;
}

export function formatWorkingSet(set: ReadonlyMap<string, Quantity>): string {
  return [...set].map(([name, { text }]) => `${name}=${text.trim()}`).join(',');
}
