import { isObject, type Json } from '../json.ts';
import {
  type MapNode,
  NEW,
  type Node,
  resolve,
  type ScalarNode,
  type SeqNode,
  type Slot,
} from '../yaml/node.ts';
import { entriesOf } from '../yaml/read.ts';
import type { NewValue } from './edit.ts';

const NOWHERE = { start: NEW, end: NEW };

/** A copy without place in the input, anchors, aliases and merge keys: safe to change and to write anywhere. */
export function copy(node: Node): Node {
  const source = resolve(node);
  if (source.kind === 'scalar') return copyScalar(source);
  if (source.kind === 'map') {
    return newMap(entriesOf(source).map(([key, value]) => newSlot(copy(value), newScalar(key))));
  }
  return newSeq((source as SeqNode).items.map((item) => newSlot(copy(item.value))));
}

function copyScalar(source: ScalarNode): ScalarNode {
  // A tag says how to read the text; a quoted string is the only tagged scalar that manifests have (`!!str 1`).
  const style = source.tag !== undefined ? 'double' : source.style;
  return { kind: 'scalar', value: source.value, style, ...NOWHERE };
}

/** A node for new content. Strings are quoted later, where their text asks for it. */
export function toNode(value: NewValue): Node {
  return isScalarNode(value) ? copyScalar(value) : dataNode(value);
}

/** The same for data, which may look like anything. */
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

/** A string: plain where every reader takes it for one, otherwise quoted. */
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
 * True where a plain scalar is this very string for YAML 1.1 and 1.2 readers, in block and flow collections:
 * a word of safe characters that is no number, boolean, null, date or base-60 number.
 */
export function isPlainSafe(text: string): boolean {
  if (!/^[A-Za-z0-9_./][A-Za-z0-9_./@=+-]*$/.test(text)) return false;
  if (/^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i.test(text)) return false;
  // Whatever begins like a number must end with letters that no number has: 128Mi is a word, 1e3, 0x1F, 1_000 and 2001-01-01 are not.
  if (/^[.\d]/.test(text)) return /^\d+(\.\d+)?([KMGTPE]i?|[kmun])$/.test(text);
  return true;
}
