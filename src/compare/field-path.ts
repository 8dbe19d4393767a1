import type { Json } from '../util/json.ts';

/** An item of a list that Kubernetes merges by keys: the container whose name is `web`. */
export interface ItemKey {
  readonly key: Readonly<Record<string, Json>>;
}

/** A map key, the position in a list, or an item of a list by its keys. */
export type Segment = string | number | ItemKey;

/** A field of a pod template, from the template on. */
export type FieldPath = readonly Segment[];

/** Returns the first of the keys by which an item is found: the name of a container, the path of a mount. */
export function itemName({ key }: ItemKey): string {
  return String(Object.values(key)[0]);
}

/** Formats a field as people name it: `spec.containers["web"].image`. */
export function formatField(path: FieldPath): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'object') text += `[${JSON.stringify(Object.values(segment.key).join('/'))}]`;
    else if (typeof segment === 'number') text += `[${segment}]`;
    else if (/^[\w-]+$/.test(segment)) text += text === '' ? segment : `.${segment}`;
    else text += `[${JSON.stringify(segment)}]`;
  }
  return text;
}

/** A pattern of fields: `spec.containers.*.image`. `*` matches one segment, a final `**` any number of them. */
export type FieldPattern = readonly string[];

export function fieldPattern(text: string): FieldPattern {
  return text.split('.');
}

/** The lists of containers, which a pattern names with `containers`. */
const CONTAINER_LISTS = new Set(['containers', 'initContainers', 'ephemeralContainers']);

export function matchesField(pattern: FieldPattern, path: FieldPath): boolean {
  const isOpen = pattern.at(-1) === '**';
  const length = isOpen ? pattern.length - 1 : pattern.length;
  if (isOpen ? path.length < length : path.length !== length) return false;
  for (let index = 0; index < length; index++) {
    const wanted = pattern[index]!;
    const segment = path[index]!;
    if (wanted === '*' || wanted === segment) continue;
    const isContainers = wanted === 'containers' && index === 1;
    if (!isContainers || typeof segment !== 'string' || !CONTAINER_LISTS.has(segment)) return false;
  }
  return true;
}
