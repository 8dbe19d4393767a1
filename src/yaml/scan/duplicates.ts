import type { MapNode } from '../node.ts';
import type { Scan } from './state.ts';

/** Maps with more entries have their keys looked up instead of compared. */
const FEW = 12;

const seen = new WeakMap<MapNode, Set<string>>();

/** Notes the key of the map's last entry where it stands in the map already. */
export function noteKey(scan: Scan, map: MapNode): void {
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
  scan.duplicates.push({ map, key: value, offset: key.start });
}
