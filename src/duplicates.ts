import { lineAndColumn } from './errors.ts';
import type { Resource } from './frame.ts';
import type { Result } from './result.ts';
import type { MapNode } from './yaml/node.ts';
import { at, watchDuplicateReads } from './yaml/read.ts';

/** A key that stands more than once in one map of a resource. */
export interface DuplicateRead {
  key: string;
  /** Offset of the later one. */
  offset: number;
  /** True where something depended on its value. */
  read: boolean;
}

/** Runs `work` on a resource and tells which of its duplicated keys were read meanwhile. */
export function watchDuplicates<T>(
  resource: Resource,
  work: () => T,
): { value: T; duplicates: DuplicateRead[] } {
  const { root, document } = resource;
  const inside = document.duplicates.filter(({ offset }) => offset >= root.start && offset < root.end);
  if (inside.length === 0) return { value: work(), duplicates: [] };
  const read = new Map<MapNode, Set<string>>();
  const value = watchDuplicateReads(
    (map, key) => read.set(map, (read.get(map) ?? new Set()).add(key)),
    () => {
      // What the resource is was read before anyone watched.
      for (const key of ['apiVersion', 'kind', 'metadata']) at(root, key);
      for (const key of ['name', 'namespace']) at(root, 'metadata', key);
      return work();
    },
  );
  return {
    value,
    duplicates: inside.map(({ map, key, offset }) => ({
      key,
      offset,
      read: read.get(map)?.has(key) ?? false,
    })),
  };
}

/** Real charts have duplicated keys, so they stop nothing unless a rule had to know which of the two counts. */
export function duplicateResults(text: string, resource: Resource, duplicates: DuplicateRead[]): Result[] {
  return duplicates.map(({ key, offset, read }) => {
    const { line } = lineAndColumn(text, offset);
    const message = read
      ? `the key "${key}" stands twice in one map (again at line ${line}) and readers differ in which one counts: remove one of them. ` +
        'The object was not changed'
      : `the key "${key}" stands twice in one map (again at line ${line}); some readers refuse that: remove one of them`;
    return { rule: 'duplicate-key', severity: read ? 'error' : 'warning', message, changed: false, resource };
  });
}
