import { isMarker } from '../yaml/documents.ts';
import { isDash } from '../yaml/scan/block.ts';
import { CR, HASH, HYPHEN, LF, SPACE, TAB } from '../yaml/scan/characters.ts';
import { readType, type TypeSeen } from './type-seen.ts';

/** One item of a block sequence, by its lines. */
export interface ItemLines extends TypeSeen {
  /** Start of the line of its dash. */
  lineStart: number;
  dash: number;
  /** Start of the line behind it. */
  end: number;
}

/** A block sequence that is the value of a key at the left edge, by its lines. */
export interface ListLines {
  key: string;
  /** Start of the key's line. */
  keyStart: number;
  items: ItemLines[];
  end: number;
}

/** What can be told of a block-style document by the left edges of its lines, without reading the rest. */
export interface Layout extends TypeSeen {
  start: number;
  end: number;
  lists: ListLines[];
}

/** Keys whose items are told apart: they may hold an input's whole text. */
const LISTS = ['items', 'results'];

/**
 * Looks at the lines of the document at `start`…`end`. What its left edge leaves in doubt — quoted keys, merge keys, flow
 * style — makes `inDoubt` true: then the document has to be read to tell what it is.
 */
export function layoutOf(text: string, start: number, end: number): Layout {
  const layout: Layout = { start, end, lists: [], apiVersion: undefined, kind: undefined, inDoubt: false };
  let lineStart = start;
  while (lineStart < end) {
    const code = text.charCodeAt(lineStart);
    const lineEnd = endOfLine(text, lineStart, end);
    if (code !== SPACE && code !== LF && code !== CR && code !== HASH && !isMarkerOrDash(text, lineStart)) {
      readType(layout, text, lineStart, lineEnd);
      const key = LISTS.find((name) => isOpenKey(text, lineStart, lineEnd, name));
      const list = key && listLines(text, key, lineStart, lineEnd, end);
      if (list) {
        layout.lists.push(list);
        lineStart = list.end;
        continue;
      }
    }
    lineStart = lineEnd;
  }
  return layout;
}

/** Start of the line after that of `position`. */
function endOfLine(text: string, position: number, end: number): number {
  const lineBreak = text.indexOf('\n', position);
  return lineBreak === -1 || lineBreak >= end ? end : lineBreak + 1;
}

function isMarkerOrDash(text: string, lineStart: number): boolean {
  return text.charCodeAt(lineStart) === HYPHEN && (isDash(text, lineStart) || isMarker(text, lineStart));
}

/** True for a line that holds nothing but `key:` and a comment. */
function isOpenKey(text: string, lineStart: number, lineEnd: number, key: string): boolean {
  return (
    text.startsWith(key, lineStart) &&
    /^:[ ]*(?: #.*)?\r?\n?$/.test(text.slice(lineStart + key.length, lineEnd))
  );
}

/** The items of the sequence below the key's line; undefined where there is no sequence that lines can tell. */
function listLines(
  text: string,
  key: string,
  keyStart: number,
  from: number,
  end: number,
): ListLines | undefined {
  const list: ListLines = { key, keyStart, items: [], end };
  let dashColumn = -1;
  let keyColumn = -1;
  let item: ItemLines | undefined;
  let lineStart = from;
  while (lineStart < end) {
    let at = lineStart;
    const limit = lineStart + keyColumn;
    let code = text.charCodeAt(at);
    while (code === SPACE && (at <= limit || keyColumn === -1)) code = text.charCodeAt(++at);
    const column = at - lineStart;
    const next = endOfLine(text, at, end);
    if (column > keyColumn && keyColumn !== -1) {
      // Deeper than the item's keys: whatever it is, it belongs to the item.
    } else if (code === LF || code === CR || code === HASH || at >= end) {
      // Blank lines and comments belong where they stand.
    } else if (item && column === keyColumn) {
      if (!isDash(text, at)) readType(item, text, at, next);
    } else if ((dashColumn === -1 || column === dashColumn) && isDash(text, at)) {
      dashColumn = column;
      item = { lineStart, dash: at, end, apiVersion: undefined, kind: undefined, inDoubt: false };
      list.items.push(item);
      let content = at + 1;
      while (text.charCodeAt(content) === SPACE) content++;
      keyColumn = content - lineStart;
      readType(item, text, content, next);
    } else if (column > dashColumn || code === TAB) {
      return undefined;
    } else {
      list.end = lineStart;
      break;
    }
    lineStart = next;
  }
  for (const [index, one] of list.items.entries()) one.end = list.items[index + 1]?.lineStart ?? list.end;
  return list.items.length > 0 ? list : undefined;
}
