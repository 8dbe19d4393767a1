import {
  isNull,
  type MapNode,
  type Node,
  resolve,
  type ScalarNode,
  type SeqNode,
  type Slot,
} from './node.ts';

/** Where a value stands in a resource: map keys and sequence indexes from the resource's root. */
export type Path = readonly (string | number)[];

/** Called for every key that is read although it stands twice; set by whoever wants to know. */
let onDuplicateRead: ((map: MapNode, key: string) => void) | undefined;

/** Runs `work` and tells `report` about each duplicated key that it reads. */
export function watchDuplicateReads<T>(report: (map: MapNode, key: string) => void, work: () => T): T {
  const outer = onDuplicateRead;
  onDuplicateRead = report;
  try {
    return work();
  } finally {
    onDuplicateRead = outer;
  }
}

/** The map's own entry for `key`, without looking at merge keys. Of duplicates the last, as most readers do. */
export function ownSlot(map: MapNode, key: string): Slot | undefined {
  if (map.duplicates?.has(key)) onDuplicateRead?.(map, key);
  for (let index = map.entries.length - 1; index >= 0; index--) {
    const slot = map.entries[index]!;
    if (slot.key!.value === key) return slot;
  }
  return undefined;
}

/** The maps that `map` merges with `<<`, nearest first. */
export function mergedMaps(map: MapNode): MapNode[] {
  const slot = ownSlot(map, '<<');
  if (!slot || slot.key!.style !== 'plain') return [];
  const value = resolve(slot.value);
  const sources = value.kind === 'seq' ? value.items.map((item) => resolve(item.value)) : [value];
  return sources.filter((source): source is MapNode => source.kind === 'map');
}

function lookUp(map: MapNode, key: string): Node | undefined {
  const own = ownSlot(map, key);
  if (own) return resolve(own.value);
  if (!map.entries.some(isMergeKey)) return undefined;
  for (const source of mergedMaps(map)) {
    const merged = lookUp(source, key);
    if (merged) return merged;
  }
  return undefined;
}

function isMergeKey({ key }: Slot): boolean {
  return key!.value === '<<';
}

/** The value at `keys` below `node`, aliases and merge keys followed; undefined where there is none or it is null. */
export function at(node: Node | undefined, ...keys: (string | number)[]): Node | undefined {
  let current = node && resolve(node);
  for (const key of keys) {
    if (!current) return undefined;
    if (typeof key === 'number') {
      const item = current.kind === 'seq' ? current.items[key] : undefined;
      current = item && resolve(item.value);
    } else {
      current = current.kind === 'map' ? lookUp(current, key) : undefined;
    }
  }
  return current && !isNull(current) ? current : undefined;
}

export function mapAt(node: Node | undefined, ...keys: (string | number)[]): MapNode | undefined {
  const found = at(node, ...keys);
  return found?.kind === 'map' ? found : undefined;
}

export function seqAt(node: Node | undefined, ...keys: (string | number)[]): SeqNode | undefined {
  const found = at(node, ...keys);
  return found?.kind === 'seq' ? found : undefined;
}

export function scalarAt(node: Node | undefined, ...keys: (string | number)[]): ScalarNode | undefined {
  const found = at(node, ...keys);
  return found?.kind === 'scalar' ? found : undefined;
}

/** The text of the scalar at `keys`; undefined where there is none, it is null, or it is no scalar. */
export function textAt(node: Node | undefined, ...keys: (string | number)[]): string | undefined {
  return scalarAt(node, ...keys)?.value;
}

/** True where the scalar at `keys` is a boolean that is true, for YAML 1.1 readers as well. */
export function trueAt(node: Node | undefined, ...keys: (string | number)[]): boolean {
  const scalar = scalarAt(node, ...keys);
  return scalar?.style === 'plain' && /^(true|True|TRUE|yes|Yes|YES|on|On|ON|y|Y)$/.test(scalar.value);
}

/** Items of the sequence at `keys`, resolved, with their indexes; empty where there is no sequence. */
export function itemsAt(node: Node | undefined, ...keys: (string | number)[]): Node[] {
  return seqAt(node, ...keys)?.items.map((item) => resolve(item.value)) ?? [];
}

/** Every key and value of the map, merged ones included, each key once. */
export function entriesOf(map: MapNode | undefined): [string, Node][] {
  if (!map) return [];
  // Nearly no map merges or repeats anything.
  if (!map.duplicates && !map.entries.some(isMergeKey)) {
    return map.entries.map(({ key, value }) => [key!.value, resolve(value)]);
  }
  const entries = new Map<string, Node>();
  collect(map, entries);
  return [...entries];
}

function collect(map: MapNode, into: Map<string, Node>): void {
  const merges = mergedMaps(map);
  for (const slot of map.entries) {
    const key = slot.key!;
    if (key.value === '<<' && key.style === 'plain' && merges.length > 0) continue;
    if (map.duplicates?.has(key.value)) onDuplicateRead?.(map, key.value);
    into.set(key.value, resolve(slot.value));
  }
  for (const source of merges) {
    for (const [key, value] of entriesOf(source)) if (!into.has(key)) into.set(key, value);
  }
}

/** A map of strings (labels, annotations) as a plain object without prototype; values that are no scalars are left out. */
export function stringsOf(map: MapNode | undefined): Record<string, string> {
  const strings: Record<string, string> = Object.create(null);
  for (const [key, value] of entriesOf(map)) if (value.kind === 'scalar') strings[key] = value.value;
  return strings;
}

/** Path as users write it: `spec.containers[0].image`; a key with dots or slashes in brackets and quotes. */
export function formatPath(path: Path): string {
  let text = '';
  for (const part of path) text += typeof part === 'number' ? `[${part}]` : formatKey(part);
  return text.startsWith('.') ? text.slice(1) : text;
}

/** Keys as they stand in paths; manifests have few different ones. */
const formatted = new Map<string, string>();
const MOST_FORMATTED = 1000;

function formatKey(key: string): string {
  let text = formatted.get(key);
  if (text === undefined) {
    text = /^[\w-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
    if (formatted.size < MOST_FORMATTED) formatted.set(key, text);
  }
  return text;
}
