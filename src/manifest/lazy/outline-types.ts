import type { EntryRange } from '../../yaml/parser/fast/index.ts';
import type { ItemRange } from '../../yaml/parser/parser.ts';
import type { PeekedType } from './type-peek.ts';

/** An item of a list that is not parsed yet. */
export interface ItemSpan extends ItemRange, PeekedType {}

/** A list that is the value of a key of the root map. */
export interface ListSpan {
  key: string;
  /** Start of the key; in block style it has no indentation. */
  keyStart: number;
  items: ItemSpan[];
  end: number;
}

/** A JSON object and its entries. */
export interface ObjectSpan {
  start: number;
  end: number;
  entries: EntryRange[];
}

/** What the lines of a document that have no indentation, or in JSON its brackets and quotes, say about it: its type and its lists. */
export interface Outline extends PeekedType {
  start: number;
  end: number;
  lists: ListSpan[];
  /** The root object of a JSON document. */
  json?: ObjectSpan;
}

/** Keys of lists that are parsed item by item: they may hold nearly all of an input. */
export const LISTS = ['items', 'results'];

/** The outline of a document of which nothing is known yet. */
export function newOutline(start: number, end: number): Outline {
  return { start, end, lists: [], apiVersion: undefined, kind: undefined, inDoubt: false, hasItems: false };
}

/** An item of which only the range is known yet. */
export function newItemSpan(start: number, dash: number, end: number): ItemSpan {
  return { start, dash, end, apiVersion: undefined, kind: undefined, inDoubt: false, hasItems: false };
}
