import { isObject, type Json } from '../util/json.ts';
import { type FieldPath, fieldPattern, type ItemKey, matchesField, type Segment } from './field-path.ts';

/** The keys by which the API server merges the items of a list (Kubernetes API reference, patch merge keys), and their defaults. */
const LIST_KEYS: readonly (readonly [list: string, keys: Readonly<Record<string, Json>>])[] = [
  ['spec.containers', { name: '' }],
  ['spec.containers.*.env', { name: '' }],
  ['spec.containers.*.volumeMounts', { mountPath: '' }],
  ['spec.containers.*.volumeDevices', { devicePath: '' }],
  ['spec.containers.*.ports', { containerPort: '', protocol: 'TCP' }],
  ['spec.volumes', { name: '' }],
  ['spec.imagePullSecrets', { name: '' }],
  ['spec.hostAliases', { ip: '' }],
  ['spec.resourceClaims', { name: '' }],
  ['spec.topologySpreadConstraints', { topologyKey: '', whenUnsatisfiable: '' }],
].map(([list, keys]) => [list, keys] as [string, Record<string, Json>]);

const PATTERNS = LIST_KEYS.map(([list, keys]) => ({ pattern: fieldPattern(list), keys }));

/** The items of a list by their keys, in their order. */
export type KeyedItems = Map<string, { segment: ItemKey; index: number; value: Json }>;

/** Returns the items of the list at `path` by their keys; undefined for a list whose items only have positions. */
export function keyedItems(path: FieldPath, items: readonly Json[]): KeyedItems | undefined {
  const keys = PATTERNS.find(({ pattern }) => matchesField(pattern, path))?.keys;
  if (!keys) return undefined;
  const keyed: KeyedItems = new Map();
  for (const [index, value] of items.entries()) {
    const item = isObject(value) ? value : {};
    const key = Object.fromEntries(
      Object.entries(keys).map(([name, preset]) => [name, item[name] ?? preset]),
    );
    // Two variables of one name: the second is another item.
    let id = JSON.stringify(key);
    while (keyed.has(id)) id += '+';
    keyed.set(id, { segment: { key }, index, value });
  }
  return keyed;
}

/** Returns what `segment` names in a value, and its key or index there. `path` is the path of the value; undefined without such an item. */
export function childOf(
  value: Json | undefined,
  segment: Segment,
  path: FieldPath,
): { key: string | number; value: Json | undefined } | undefined {
  if (typeof segment === 'object') {
    const item = Array.isArray(value) && keyedItems(path, value)?.get(JSON.stringify(segment.key));
    return item ? { key: item.index, value: item.value } : undefined;
  }
  const child = Array.isArray(value) ? value[Number(segment)] : isObject(value) ? value[segment] : undefined;
  return { key: segment, value: child };
}
