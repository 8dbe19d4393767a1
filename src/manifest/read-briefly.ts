import type { Resource } from './types.ts';

/**
 * Returns what `read` finds in an object. Nodes that were not in memory before are released afterwards, so that an index of a large
 * input needs no memory for the objects in it.
 */
export function readBriefly<T>(resource: Resource, read: (resource: Resource) => T): T {
  const wasParsed = resource.isParsed ?? true;
  const found = read(resource);
  if (!wasParsed) resource.release?.();
  return found;
}
