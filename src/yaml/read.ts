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
  const slot = map.merges && ownSlot(map, '<<');
  if (!slot || slot.key!.style !== 'plain') return [];
  const value = resolve(slot.value);
  const sources = value.kind === 'seq' ? value.items.map((item) => resolve(item.value)) : [value];
  return sources.filter((source): source is MapNode => source.kind === 'map');
}

function lookUp(map: MapNode, key: string): Node | undefined {
  const own = ownSlot(map, key);
  if (own) return own.value.kind === 'alias' ? resolve(own.value) : own.value;
  if (!map.merges) return undefined;
  for (const source of mergedMaps(map)) {
    const merged = lookUp(source, key);
    if (merged) return merged;
  }
  return undefined;
}

type Keys = readonly (string | number)[];

function follow(node: Node | undefined, keys: Keys): Node | undefined {
  let current = node && resolve(node);
  for (let index = 0; index < keys.length && current; index++) {
    const key = keys[index]!;
    if (typeof key === 'string') current = current.kind === 'map' ? lookUp(current, key) : undefined;
    else {
      const item: Slot | undefined = current.kind === 'seq' ? current.items[key] : undefined;
      current = item && resolve(item.value);
    }
  }
  return current && !isNull(current) ? current : undefined;
}

/** The value at `keys` below `node`, aliases and merge keys followed; undefined where there is none or it is null. */
export function at(node: Node | undefined, ...keys: Keys): Node | undefined {
  return follow(node, keys);
}

export function mapAt(node: Node | undefined, ...keys: Keys): MapNode | undefined {
  const found = follow(node, keys);
  return found?.kind === 'map' ? found : undefined;
}

export function seqAt(node: Node | undefined, ...keys: Keys): SeqNode | undefined {
  const found = follow(node, keys);
  return found?.kind === 'seq' ? found : undefined;
}

export function scalarAt(node: Node | undefined, ...keys: Keys): ScalarNode | undefined {
  const found = follow(node, keys);
  return found?.kind === 'scalar' ? found : undefined;
}

/** The text of the scalar at `keys`; undefined where there is none, it is null, or it is no scalar. */
export function textAt(node: Node | undefined, ...keys: Keys): string | undefined {
  const found = follow(node, keys);
  return found?.kind === 'scalar' ? found.value : undefined;
}

/** True where the scalar at `keys` is a boolean that is true, for YAML 1.1 readers as well. */
export function trueAt(node: Node | undefined, ...keys: Keys): boolean {
  const scalar = follow(node, keys);
  return (
    scalar?.kind === 'scalar' &&
    scalar.style === 'plain' &&
    /^(true|True|TRUE|yes|Yes|YES|on|On|ON|y|Y)$/.test(scalar.value)
  );
}

/** Items of the sequence at `keys`, resolved, with their indexes; empty where there is no sequence. */
export function itemsAt(node: Node | undefined, ...keys: Keys): readonly Node[] {
  const found = follow(node, keys);
  return found?.kind === 'seq' ? found.items.map(valueIn) : NOTHING;
}

const NOTHING: readonly never[] = [];

function valueIn({ value }: Slot): Node {
  return resolve(value);
}

/** Every key and value of the map, merged ones included, each key once. */
export function entriesOf(map: MapNode | undefined): readonly [string, Node][] {
  if (!map) return NOTHING;
  // Nearly no map merges or repeats anything.
  if (!map.duplicates && !map.merges)
    return map.entries.map(({ key, value }) => [key!.value, resolve(value)]);
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
