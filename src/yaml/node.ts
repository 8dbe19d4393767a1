/**
 * The node shape that every reader produces and everything downstream works on.
 *
 * A node knows where it stands in the input: `start` and `end` are offsets (UTF-16 code units) of its own text,
 * without anchor, tag, comments or surrounding white space. A node that an edit made has `start === NEW`.
 *
 * Collections are an overlay: `entries` / `items` are what rules see now, `original` is what was read and is
 * kept from the first change on. Text is made only at the end, by comparing the two.
 */

import type { KeyBits } from './key-bits.ts';

/** The `start` of a node or slot that was not read from the input. */
export const NEW = -1;

/** The tag of a text that stands for bytes, in Base64 (YAML 1.1). */
export const BINARY = 'tag:yaml.org,2002:binary';
/** The tag of a merge key (YAML 1.1). */
export const MERGE = 'tag:yaml.org,2002:merge';

export type Node = MapNode | SeqNode | ScalarNode | AliasNode;
export type Collection = MapNode | SeqNode;

interface Span {
  start: number;
  end: number;
  /** Name after `&`, where the node carries one. */
  anchor?: string;
  /** Start of the anchor or tag in front of the node, where there is one. */
  propertiesStart?: number;
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'block';

export interface ScalarNode extends Span {
  kind: 'scalar';
  /** Decoded text. A missing value (`key:`) is '' in plain style with `start === end`. */
  value: string;
  style: ScalarStyle;
  /** The full tag, where one is written. */
  tag?: string;
}

export interface MapNode extends Span {
  kind: 'map';
  flow: boolean;
  entries: Slot[];
  original?: Slot[];
  /** True where a key is `<<`; readers set it only there. */
  merges?: true;
  /** Keys that occur more than once; readers set it only where there are any. */
  duplicates?: Set<string>;
}

export interface SeqNode extends Span {
  kind: 'seq';
  flow: boolean;
  items: Slot[];
  original?: Slot[];
}

export interface AliasNode extends Span {
  kind: 'alias';
  target: Node;
}

/** A place that holds a node: a map entry (with `key`) or a sequence item (`start` is that of its `-`, or of the value in a flow sequence). */
export interface Slot {
  key?: ScalarNode;
  value: Node;
  /** Start of key or dash. */
  start: number;
  /** The value as it was read, from the first time on that an edit replaced it. */
  originalValue?: Node;
}

/** What was read at once: a YAML document, or one item of a list. The unit in which anchors are visible and text is spliced. */
export interface Document {
  root: Node;
  /** Path of the root in the YAML document that it belongs to: empty, or that of the list's item which was read by itself. */
  base: readonly (string | number)[];
  /** Every place that holds an alias, by the node it refers to. */
  aliases: Map<Node, { slot: Slot; holder: Collection }[]>;
  /** True where the whole document is JSON: new text must be JSON as well. */
  json: boolean;
  /** What its keys stand for, where they were gathered. */
  keyBits?: Readonly<KeyBits>;
  /** Keys that stand twice in one map, in the order of the text. */
  duplicates: { map: MapNode; key: string; offset: number }[];
}

/** The node that `node` stands for: an alias is followed to its target. */
export function resolve(node: Node): Node {
  let current = node;
  while (current.kind === 'alias') current = current.target;
  return current;
}

/** True for a value that YAML readers take as null: missing, `~` or `null`. */
export function isNull(node: Node): boolean {
  if (node.kind !== 'scalar' || node.style !== 'plain') return false;
  const { value } = node;
  return value === '' || value === '~' || value === 'null' || value === 'Null' || value === 'NULL';
}

/** The slots of a collection as an edit sees them. */
export function slotsOf(collection: Collection): Slot[] {
  return collection.kind === 'map' ? collection.entries : collection.items;
}
