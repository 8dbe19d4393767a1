import type { EntryPlace } from '../yaml/scan.ts';
import type { TypeSeen } from './type-seen.ts';

/** Where an item of a list stands, and what can be told of it without reading it. */
export interface ItemPlace extends TypeSeen {
  /** In block style the start of the line of its dash, in JSON its brace. */
  start: number;
  /** In block style its dash, in JSON its brace. */
  dash: number;
  /** In block style the start of the line behind it, in JSON the end of its braces. */
  end: number;
}

/** Where a list stands that is the value of a key of the outermost map. */
export interface ListPlace {
  key: string;
  /** Start of the key, which in block style stands at the left edge. */
  keyStart: number;
  items: ItemPlace[];
  end: number;
}

/** Where a JSON object stands with its entries. */
export interface ObjectPlace {
  start: number;
  end: number;
  entries: EntryPlace[];
}

/** What can be told of a document by the left edges of its lines, or in JSON by its brackets and quotes, without reading the rest. */
export interface Layout extends TypeSeen {
  start: number;
  end: number;
  lists: ListPlace[];
  /** The outermost object of a document that is JSON. */
  json?: ObjectPlace;
}

/** Keys whose items are told apart: they may hold an input's whole text. */
export const LISTS = ['items', 'results'];
