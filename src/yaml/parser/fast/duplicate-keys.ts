import type { MapNode } from '../../node.ts';
import type { FastParse } from './state.ts';

/** Maps with more entries look up their keys in a set instead of comparing them. */
const FEW = 12;

const seen = new WeakMap<MapNode, Set<string>>();

/** Adds the key of the map's last entry to the duplicates if the map has it already. */
export function noteKey(state: FastParse, map: MapNode): void {
  const { entries } = map;
  const last = entries.length - 1;
  const key = entries[last]!.key!;
  const { value } = key;
  if (last < FEW) {
    let index = 0;
    while (entries[index]!.key!.value !== value) index++;
    if (index === last) return;
  } else {
    let keys = seen.get(map);
    if (!keys) {
      keys = new Set();
      for (let index = 0; index < last; index++) keys.add(entries[index]!.key!.value);
      seen.set(map, keys);
    }
    if (!keys.has(value)) {
      keys.add(value);
      return;
    }
  }
  map.duplicates ??= new Set();
  map.duplicates.add(value);
  state.duplicates.push({ map, key: value, offset: key.start });
}
