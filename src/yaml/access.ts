import {
  BOOLEAN,
  isMergeKey,
  isNull,
  type MapNode,
  type Node,
  resolve,
  type ScalarNode,
  type SeqNode,
  type Slot,
} from './node.ts';

/** The path of a value from the resource's root: map keys and sequence indexes. */
export type Path = readonly (string | number)[];

/** Called for every read of a duplicate key; set by `watchDuplicateReads`. */
let onDuplicateRead: ((map: MapNode, key: string) => void) | undefined;

/** Runs `work` and calls `report` for each duplicate key that it reads. */
export function watchDuplicateReads<T>(report: (map: MapNode, key: string) => void, work: () => T): T {
  const outer = onDuplicateRead;
  onDuplicateRead = report;
  try {
    return work();
  } finally {
    onDuplicateRead = outer;
  }
}

/** Returns the map's own entry for `key`, without merge keys. Of duplicates the last, as most parsers do. */
export function ownSlot(map: MapNode, key: string): Slot | undefined {
  if (map.duplicates?.has(key)) onDuplicateRead?.(map, key);
  for (let index = map.entries.length - 1; index >= 0; index--) {
    const slot = map.entries[index]!;
    if (slot.key!.value === key) return slot;
  }
  return undefined;
}

/** Returns the entry `<<`. In quotes it is a key like others. */
export function mergeSlot(map: MapNode): Slot | undefined {
  return map.merges && map.entries.find(({ key }) => isMergeKey(key!));
}

/** Returns the maps that `map` merges with `<<`, in order of precedence. */
export function mergedMaps(map: MapNode): MapNode[] {
  const slot = mergeSlot(map);
  if (!slot) return [];
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

/** Returns the value at `keys` below `node`, following aliases and merge keys; undefined if it is missing or null. */
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

/** Returns the text of the scalar at `keys`; undefined if it is missing, null or not a scalar. */
export function textAt(node: Node | undefined, ...keys: Keys): string | undefined {
  const found = follow(node, keys);
  return found?.kind === 'scalar' ? found.value : undefined;
}

/**
 * Returns the boolean at `keys` as kubectl reads it, by YAML 1.1 (Boolean Language-Independent Type): `yes`, `off` and `False` are booleans.
 * Undefined for everything else, including a quoted string, which the API server rejects.
 */
export function booleanAt(node: Node | undefined, ...keys: Keys): boolean | undefined {
  const found = follow(node, keys);
  return found?.kind === 'scalar' && isPlainBoolean(found) ? BOOLEANS.get(found.value) : undefined;
}

const BOOLEANS = new Map<string, boolean>(
  [
    ['true', 'false'],
    ['yes', 'no'],
    ['on', 'off'],
    ['y', 'n'],
  ].flatMap(([yes, no]) => [...spellings(yes!, true), ...spellings(no!, false)]),
);

/** `no`, `No` and `NO`. */
function spellings(word: string, value: boolean): [string, boolean][] {
  const capitalized = word[0]!.toUpperCase() + word.slice(1);
  return [word, capitalized, word.toUpperCase()].map((spelling) => [spelling, value]);
}

function isPlainBoolean({ style, tag }: ScalarNode): boolean {
  return tag === undefined ? style === 'plain' : tag === BOOLEAN;
}

/** Returns the resolved items of the sequence at `keys`; empty if there is no sequence. */
export function itemsAt(node: Node | undefined, ...keys: Keys): readonly Node[] {
  const found = follow(node, keys);
  return found?.kind === 'seq' ? found.items.map(valueIn) : NOTHING;
}

const NOTHING: readonly never[] = [];

function valueIn({ value }: Slot): Node {
  return resolve(value);
}

/** Returns every key and value of the map, including merged ones, each key once. */
export function entriesOf(map: MapNode | undefined): readonly [string, Node][] {
  if (!map) return NOTHING;
  // Few maps have merge keys or duplicates.
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
    if (isMergeKey(key) && merges.length > 0) continue;
    if (map.duplicates?.has(key.value)) onDuplicateRead?.(map, key.value);
    into.set(key.value, resolve(slot.value));
  }
  for (const source of merges) {
    for (const [key, value] of entriesOf(source)) if (!into.has(key)) into.set(key, value);
  }
}

/** Returns a map of strings (labels, annotations) as an object without prototype; values that are not scalars are left out. */
export function stringsOf(map: MapNode | undefined): Record<string, string> {
  const strings: Record<string, string> = Object.create(null);
  for (const [key, value] of entriesOf(map)) if (value.kind === 'scalar') strings[key] = value.value;
  return strings;
}

/** Formats a path as users write it: `spec.containers[0].image`; a key with dots or slashes is put in brackets and quotes. */
export function formatPath(path: Path): string {
  let text = '';
  for (const part of path) text += typeof part === 'number' ? `[${part}]` : formatKey(part);
  return text.startsWith('.') ? text.slice(1) : text;
}

/** Formatted keys; manifests have few different ones. */
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
