import { parseQuantity, type Quantity } from '../kube/quantity.ts';

/**
 * Pod annotation that keeps what containers need beside their images: `web=512Mi,proxy=64Mi`. Limits are made of both, so
 * that a later run can tell them apart. `*` stands for a pod-level limit.
 */
export const WORKING_SET_ANNOTATION = 'prepare-contrast.dev/working-set';

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
