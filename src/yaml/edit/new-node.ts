import { isObject, type Json } from '../../util/json.ts';
import { entriesOf } from '../access.ts';
import {
  isNull,
  type MapNode,
  NEW,
  type Node,
  resolve,
  type ScalarNode,
  type SeqNode,
  type Slot,
  STRING,
} from '../node.ts';
import type { NewValue } from './edit.ts';

const NOWHERE = { start: NEW, end: NEW };

/** Returns a copy without offsets, anchors, aliases and merge keys, which can be changed and printed anywhere. */
export function copy(node: Node): Node {
  const source = resolve(node);
  if (source.kind === 'scalar') return copyScalar(source);
  if (source.kind === 'map') {
    return newMap(entriesOf(source).map(([key, value]) => newSlot(copy(value), newScalar(key))));
  }
  return newSeq((source as SeqNode).items.map((item) => newSlot(copy(item.value))));
}

/** Copies the meaning of the source: a missing value becomes `null`, and a tag that changes the value is copied too. */
function copyScalar(source: ScalarNode): ScalarNode {
  const { value, style, tag } = source;
  if (tag !== undefined && tag !== STRING) return { kind: 'scalar', value, style: 'double', tag, ...NOWHERE };
  if (isNull(source)) return { kind: 'scalar', value: 'null', style: 'plain', ...NOWHERE };
  return { kind: 'scalar', value, style: tag === STRING ? 'double' : style, ...NOWHERE };
}

/** Returns a node for new content. Strings are quoted when they are printed, if their text requires it. */
export function toNode(value: NewValue): Node {
  return isScalarNode(value) ? copyScalar(value) : dataNode(value);
}

/** The same for data with any content. */
export function dataNode(value: Json): Node {
  if (Array.isArray(value)) return newSeq(value.map((item) => newSlot(dataNode(item))));
  if (isObject(value)) {
    return newMap(Object.entries(value).map(([key, item]) => newSlot(dataNode(item), newScalar(key))));
  }
  if (typeof value === 'string') return newScalar(value);
  return { kind: 'scalar', value: String(value), style: 'plain', ...NOWHERE };
}

function isScalarNode(value: NewValue): value is ScalarNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    value.kind === 'scalar' &&
    'style' in value &&
    'start' in value
  );
}

/** Returns a string: plain if every parser reads it as a string, otherwise quoted. */
export function newScalar(value: string): ScalarNode {
  return { kind: 'scalar', value, style: isPlainSafe(value) ? 'plain' : 'double', ...NOWHERE };
}

export function newMap(entries: Slot[] = []): MapNode {
  return { kind: 'map', flow: false, entries, ...NOWHERE };
}

export function newSeq(items: Slot[] = []): SeqNode {
  return { kind: 'seq', flow: false, items, ...NOWHERE };
}

export function newSlot(value: Node, key?: ScalarNode): Slot {
  return key ? { key, value, start: NEW } : { value, start: NEW };
}

/**
 * True if parsers of YAML 1.1 and 1.2 read the plain scalar as this string, in block and flow collections: it is a word of safe characters
 * and not a number, boolean, null, date or base-60 number.
 */
export function isPlainSafe(text: string): boolean {
  if (!/^[A-Za-z0-9_./][A-Za-z0-9_./@=+-]*$/.test(text)) return false;
  if (/^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i.test(text)) return false;
  // Whatever begins like a number must end with letters that no number has: 128Mi is a word, 1e3, 0x1F, 1_000 and 2001-01-01 are not.
  if (/^[.\d]/.test(text)) return /^\d+(\.\d+)?([KMGTPE]i?|[kmun])$/.test(text);
  return true;
}
