/**
 * The nodes that every parser returns and everything else works on.
 *
 * `start` and `end` are the offsets (in UTF-16 code units) of a node's own text in the input, without anchor, tag, comments or surrounding
 * white space. A node that an edit made has `start === NEW`.
 *
 * `entries` and `items` have the current content of a collection. From the first change on, `original` has the parsed content. Text edits
 * are made at the end, by comparing the two.
 */

import type { KeyMask } from './parser/fast/key-mask.ts';

/** The `start` of a node or slot that is not in the input. */
export const NEW = -1;

/** The tag of binary data in Base64 (YAML 1.1). */
export const BINARY = 'tag:yaml.org,2002:binary';
/** The tag of a boolean (YAML 1.2.2, §10.2.1.2). */
export const BOOLEAN = 'tag:yaml.org,2002:bool';
/** The tag of a string (YAML 1.2.2, §10.1.1.3): a quoted scalar needs none. */
export const STRING = 'tag:yaml.org,2002:str';
/** The tag of a merge key (YAML 1.1). */
export const MERGE = 'tag:yaml.org,2002:merge';

export type Node = MapNode | SeqNode | ScalarNode | AliasNode;
export type Collection = MapNode | SeqNode;

interface Span {
  start: number;
  end: number;
  /** The name of the node's anchor. */
  anchor?: string;
  /** Start of the node's properties: its anchor or tag, whichever comes first. */
  propertiesStart?: number;
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'block';

export interface ScalarNode extends Span {
  kind: 'scalar';
  /** Decoded text. A missing value (`key:`) is '' in plain style with `start === end`. */
  value: string;
  style: ScalarStyle;
  /** The resolved tag, if one is written. */
  tag?: string;
}

export interface MapNode extends Span {
  kind: 'map';
  flow: boolean;
  entries: Slot[];
  original?: Slot[];
  /** True if a key is `<<`; otherwise not set. */
  merges?: true;
  /** Keys that occur more than once; not set if there are none. */
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

/** A map entry (with `key`) or a sequence item. */
export interface Slot {
  key?: ScalarNode;
  value: Node;
  /** Start of the key, of the `-`, or of the value in a flow sequence. */
  start: number;
  /** The parsed value; set when an edit first replaces it. */
  originalValue?: Node;
}

/** The result of one parse: a YAML document, or one item of a list. The unit in which anchors are visible and edits become text. */
export interface Document {
  root: Node;
  /** Path of the root in its YAML document: empty, or that of an item that was parsed by itself. */
  base: readonly (string | number)[];
  /** All slots with an alias, by its target. */
  aliases: Map<Node, { slot: Slot; holder: Collection }[]>;
  /** True if the whole document is JSON: new text must be JSON as well. */
  json: boolean;
  /** The union of the sets of all its keys; undefined if the parser did not collect them. */
  keyMask?: Readonly<KeyMask>;
  /** Keys that occur in their map a second time, in the order of the text. */
  duplicates: { map: MapNode; key: string; offset: number }[];
}

/** Returns the target of an alias, and any other node itself. */
export function resolve(node: Node): Node {
  let current = node;
  while (current.kind === 'alias') current = current.target;
  return current;
}

/** True for a merge key. */
export function isMergeKey({ value, style }: ScalarNode): boolean {
  return value === '<<' && style === 'plain';
}

/** True for null: a missing value, `~` or `null`. */
export function isNull(node: Node): boolean {
  if (node.kind !== 'scalar' || node.style !== 'plain') return false;
  const { value } = node;
  return value === '' || value === '~' || value === 'null' || value === 'Null' || value === 'NULL';
}

/** Returns the current slots of a collection. */
export function slotsOf(collection: Collection): Slot[] {
  return collection.kind === 'map' ? collection.entries : collection.items;
}
