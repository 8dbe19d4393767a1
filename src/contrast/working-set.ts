import { parseQuantity, type Quantity } from '../kube/quantity.ts';
import type { Workload } from '../kube/workload.ts';
import type { ScalarNode } from '../yaml/node.ts';
import { scalarAt } from '../yaml/read.ts';

/**
 * Pod annotation that keeps what containers need beside their images: `web=512Mi,proxy=64Mi`. Limits are made of both, so
 * that a later run can tell them apart. `*` stands for a pod-level limit.
 */
export const WORKING_SET_ANNOTATION = 'prepare-contrast.dev/working-set';

/** Where the annotation stands, if it does. */
export function workingSetAnnotation({ resource, podMetadataPath }: Workload): ScalarNode | undefined {
  return scalarAt(resource.root, ...podMetadataPath, 'annotations', WORKING_SET_ANNOTATION);
}

/** What the annotation of the workload keeps: nothing where there is none; undefined where it is not of that form. */
export function workingSetOf(workload: Workload): Map<string, Quantity> | undefined {
  const annotation = workingSetAnnotation(workload);
  return annotation === undefined ? new Map() : parseWorkingSet(annotation.value);
}

/** Reads the annotation; undefined where it is not of that form. */
export function parseWorkingSet(text: string): Map<string, Quantity> | undefined {
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
