import { isMarker } from '../yaml/documents.ts';
import { isDash } from '../yaml/scan/block.ts';
import { CR, HASH, HYPHEN, LF, OPEN_BRACE, SPACE, TAB } from '../yaml/scan/characters.ts';
import type { SourceText } from '../yaml/source-text.ts';
import { jsonLayoutOf } from './json-layout.ts';
import { type ItemPlace, type Layout, LISTS, type ListPlace } from './places.ts';
import { readType } from './type-seen.ts';

/**
 * Looks at the lines of the document at `start`…`end`. What its left edge leaves in doubt — quoted keys, merge keys, flow
 * style that is no JSON — makes `inDoubt` true: then the document has to be read to tell what it is.
 */
export function layoutOf(source: SourceText, start: number, end: number): Layout {
  const { text, codes } = source;
  const layout: Layout = {
    start,
    end,
    lists: [],
    apiVersion: undefined,
    kind: undefined,
    inDoubt: false,
    hasItems: false,
  };
  let lineStart = start;
  let isFirst = true;
  while (lineStart < end) {
    const code = codes[lineStart]!;
    const lineEnd = lineAfter(text, lineStart, end);
    if (isFirst && !isEmpty(text, lineStart, lineEnd)) {
      const json = code === OPEN_BRACE ? jsonLayoutOf(source, start, end, lineStart) : undefined;
      if (json) return json;
      // Where the object begins anywhere else, what stands at the left edge may be part of a text.
      layout.inDoubt = code === SPACE || code === TAB || isMarkerOrDash(source, lineStart);
      isFirst = false;
    }
    if (code !== SPACE && code !== LF && code !== CR && code !== HASH && !isMarkerOrDash(source, lineStart)) {
      readType(layout, source, lineStart, lineEnd);
      const key = LISTS.find((name) => isOpenKey(text, lineStart, lineEnd, name));
      const list = key && listLines(source, key, lineStart, lineEnd, end);
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

/** True for a blank line, a comment, and a marker with nothing behind it. */
function isEmpty(text: string, lineStart: number, lineEnd: number): boolean {
  return /^(?:---)?(?:[ \t]+#.*|[ \t]*)\r?\n?$|^[ \t]*#/.test(text.slice(lineStart, lineEnd));
}

/** Start of the line after that of `position`. */
function lineAfter(text: string, position: number, end: number): number {
  const lineBreak = text.indexOf('\n', position);
  return lineBreak === -1 || lineBreak >= end ? end : lineBreak + 1;
}

function isMarkerOrDash({ text, codes }: SourceText, lineStart: number): boolean {
  return codes[lineStart] === HYPHEN && (isDash(codes, lineStart) || isMarker(text, lineStart));
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
  source: SourceText,
  key: string,
  keyStart: number,
  from: number,
  end: number,
): ListPlace | undefined {
  const { text, codes } = source;
  const list: ListPlace = { key, keyStart, items: [], end };
  let dashColumn = -1;
  /** Of the keys of the current item; none are known before the first. */
  let keyColumn = Infinity;
  let item: ItemPlace | undefined;
  let lineStart = from;
  while (lineStart < end) {
    let at = lineStart;
    while (codes[at] === SPACE && at - lineStart <= keyColumn) at++;
    const column = at - lineStart;
    const next = lineAfter(text, at, end);
    const code = codes[at]!;
    if (column > keyColumn) {
      // Deeper than the item's keys: whatever it is, it belongs to the item.
    } else if (code === LF || code === CR || code === HASH || at >= end) {
      // Blank lines and comments belong where they stand.
    } else if (item && column === keyColumn) {
      if (!isDash(codes, at)) readType(item, source, at, next);
    } else if ((dashColumn === -1 || column === dashColumn) && isDash(codes, at)) {
      dashColumn = column;
      if (item) item.end = lineStart;
      item = {
        start: lineStart,
        dash: at,
        end,
        apiVersion: undefined,
        kind: undefined,
        inDoubt: false,
        hasItems: false,
      };
      list.items.push(item);
      let content = at + 1;
      while (codes[content] === SPACE) content++;
      keyColumn = content - lineStart;
      readType(item, source, content, next);
    } else if (column > dashColumn || code === TAB) {
      return undefined;
    } else {
      list.end = lineStart;
      break;
    }
    lineStart = next;
  }
  if (!item) return undefined;
  item.end = list.end;
  return list;
}
