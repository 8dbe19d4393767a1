import { groupBy } from '../util/group-by.ts';
import { at, watchDuplicateReads } from '../yaml/access.ts';
import { type Document, type MapNode, type Node, resolve, type Slot } from '../yaml/node.ts';
import type { Resource } from './types.ts';

/** A duplicate key in a map of a resource. */
export interface DuplicateRead {
  key: string;
  /** Offset of the second one. */
  offset: number;
  /** True if the result of an inspection depends on its value, and parsers may differ in it. */
  read: boolean;
}

/** Fields of objects that decide on the size and the volumes of other objects' pods. */
const DECIDING: Readonly<Record<string, readonly string[]>> = {
  LimitRange: ['spec'],
  PersistentVolumeClaim: ['spec'],
  RuntimeClass: ['handler', 'overhead'],
};

/**
 * Runs `work` and returns the duplicate keys of the resource in the order of the text, with whether they were read during it, including
 * those reached through aliases.
 */
export function watchDuplicates<T>(
  resource: Resource,
  work: () => T,
): { value: T; duplicates: DuplicateRead[] } {
  const { root, document } = resource;
  if (document.duplicates.length === 0) return { value: work(), duplicates: [] };
  const before = valuesOf(document.duplicates);
  const read = new Map<MapNode, Set<string>>();
  const value = watchDuplicateReads(
    (map, key) => read.set(map, (read.get(map) ?? new Set()).add(key)),
    () => {
      // These were read before the watch began.
      for (const key of ['apiVersion', 'kind', 'metadata']) at(root, key);
      for (const key of ['name', 'namespace']) at(root, 'metadata', key);
      return work();
    },
  );
  const afterWork = valuesOf(document.duplicates);
  const duplicates = document.duplicates.map(({ map, key, offset }, index) => {
    const isRead = (read.get(map)?.has(key) ?? false) || decides(resource, offset);
    // All parsers agree on scalars that were equal and still are, after the edits of `work`.
    const [values, after] = [before[index], afterWork[index]];
    const isCertain = values?.every((one) => one === values[0]) && after?.join('\n') === values.join('\n');
    return { key, offset, read: isRead && !isCertain };
  });
  return {
    value,
    duplicates: duplicates
      .filter(({ read, offset }) => read || isInside(resource, offset))
      .sort((one, other) => one.offset - other.offset),
  };
}

/**
 * Returns the values of all entries with the key of each duplicate, equal if parsers read them alike; undefined unless all are scalars in
 * the map itself: a merge key brings values that are not among its entries.
 */
function valuesOf(duplicates: Document['duplicates']): (string[] | undefined)[] {
  const entries = new Map<MapNode, Map<string | undefined, Slot[]>>();
  return duplicates.map(({ map, key }) => {
    if (map.merges) return undefined;
    let byKey = entries.get(map);
    if (!byKey) {
      byKey = groupBy(map.entries, (entry) => entry.key?.value);
      entries.set(map, byKey);
    }
    const values = (byKey.get(key) ?? []).map(({ value }) => textOf(resolve(value)));
    return values.includes(undefined) ? undefined : (values as string[]);
  });
}

/** True if all parsers agree on the value of a duplicate key: a scalar that is written alike each time. */
export function isEqualEachTime(duplicate: Document['duplicates'][number]): boolean {
  const [values] = valuesOf([duplicate]);
  return values?.every((one) => one === values[0]) ?? false;
}

function textOf(value: Node): string | undefined {
  return value.kind === 'scalar' ? `${value.tag ?? ''} ${value.style === 'plain'} ${value.value}` : undefined;
}

/** True if a duplicate key is in a field that decides on other objects' pods, which are inspected separately. */
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
