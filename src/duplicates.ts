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

/** Fields of objects that say how pods of others are sized and what they mount. */
const DECIDING: Readonly<Record<string, readonly string[]>> = {
  LimitRange: ['spec'],
  PersistentVolumeClaim: ['spec'],
  RuntimeClass: ['handler', 'overhead'],
};

/**
 * Runs `work` on a resource and tells of its duplicated keys which were read meanwhile. Those that it refers to by an alias are among
 * them where they were read.
 */
export function watchDuplicates<T>(
  resource: Resource,
  work: () => T,
): { value: T; duplicates: DuplicateRead[] } {
  const { root, document } = resource;
  if (document.duplicates.length === 0) return { value: work(), duplicates: [] };
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
  const duplicates = document.duplicates.map(({ map, key, offset }) => ({
    key,
    offset,
    read: (read.get(map)?.has(key) ?? false) || decides(resource, offset),
  }));
  return { value, duplicates: duplicates.filter(({ read, offset }) => read || isInside(resource, offset)) };
}

/** True where a duplicated key stands in what decides on the pods of other objects: those are judged at another time. */
export function isAmbiguous(resource: Resource): boolean {
  return resource.document.duplicates.some(({ offset }) => decides(resource, offset));
}

function decides({ kind, root }: Resource, offset: number): boolean {
  const fields = Object.hasOwn(DECIDING, kind) ? DECIDING[kind]! : [];
  const { entries, end } = root;
  return entries.some(
    ({ key, start }, index) =>
      fields.includes(key!.value) && offset >= start && offset < (entries[index + 1]?.start ?? end),
  );
}

function isInside({ root }: Resource, offset: number): boolean {
  return offset >= root.start && offset < root.end;
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
