import { isMarker } from '../../yaml/document-boundaries.ts';
import { isDash } from '../../yaml/parser/fast/block.ts';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  CR,
  DOUBLE_QUOTE,
  HASH,
  HYPHEN,
  isLineEnd,
  LF,
  OPEN_BRACE,
  SINGLE_QUOTE,
  SPACE,
  TAB,
} from '../../yaml/parser/fast/characters.ts';
import { UNSUPPORTED } from '../../yaml/parser/parser.ts';
import type { SourceText } from '../../yaml/source.ts';
import { jsonOutlineOf } from './json-outline.ts';
import {
  type ItemSpan,
  LISTS,
  type ListSpan,
  newItemSpan,
  newOutline,
  type Outline,
} from './outline-types.ts';
import { peekType } from './type-peek.ts';

/**
 * Returns the outline of the document at `start`…`end`, found by its lines without indentation. If these do not decide on the type of the
 * object (quoted keys, merge keys, flow style that is not JSON), `inDoubt` is true and the document has to be parsed.
 */
export function outlineOf(source: SourceText, start: number, end: number): Outline {
  const { text, codes } = source;
  const outline = newOutline(start, end);
  let lineStart = start;
  let isFirst = true;
  while (lineStart < end) {
    const code = codes[lineStart]!;
    const lineEnd = lineAfter(text, lineStart, end);
    if (isFirst && !isEmpty(text, lineStart, lineEnd)) {
      const json = code === OPEN_BRACE ? jsonOutlineOf(source, start, end, lineStart) : UNSUPPORTED;
      if (json !== UNSUPPORTED) return json;
      // If the root begins on another line or column, lines without indentation may be part of a scalar.
      outline.inDoubt = code === SPACE || code === TAB || isMarkerOrDash(source, lineStart);
      isFirst = false;
    }
    if (code !== SPACE && code !== LF && code !== CR && code !== HASH && !isMarkerOrDash(source, lineStart)) {
      peekType(outline, source, lineStart, lineEnd);
      const key = LISTS.find((name) => isOpenKey(text, lineStart, lineEnd, name));
      const list = key && listLines(source, key, lineStart, lineEnd, end);
      if (list) {
        outline.lists.push(list);
        lineStart = list.end;
        continue;
      }
    }
    lineStart = lineEnd;
  }
  return outline;
}

/** True for a blank line, a comment, and a marker without content on its line. */
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

/** True for a line that is only `key:`, or that and a comment. */
function isOpenKey(text: string, lineStart: number, lineEnd: number, key: string): boolean {
  return (
    text.startsWith(key, lineStart) &&
    /^:[ ]*(?: #.*)?\r?\n?$/.test(text.slice(lineStart + key.length, lineEnd))
  );
}

/** The characters that end a quoted scalar or a flow collection. */
const ENDS = new Set([DOUBLE_QUOTE, SINGLE_QUOTE, CLOSE_BRACKET, CLOSE_BRACE]);

/** True if the line has only the end of a quoted scalar or of flow collections, and not a quoted key. */
function isClosingLine(codes: SourceText['codes'], start: number): boolean {
  let at = start + 1;
  while (codes[at] === CLOSE_BRACKET || codes[at] === CLOSE_BRACE || codes[at] === SPACE) at++;
  return isLineEnd(codes[at]!);
}

/** Returns the items of the block sequence after the key's line; undefined if there is no sequence, or none with regular indentation. */
function listLines(
  source: SourceText,
  key: string,
  keyStart: number,
  from: number,
  end: number,
): ListSpan | undefined {
  const { text, codes } = source;
  const list: ListSpan = { key, keyStart, items: [], end };
  let dashColumn = -1;
  /** Indentation of the keys of the current item; unknown before the first item. */
  let keyColumn = Infinity;
  let item: ItemSpan | undefined;
  let lineStart = from;
  while (lineStart < end) {
    let at = lineStart;
    while (codes[at] === SPACE && at - lineStart <= keyColumn) at++;
    const column = at - lineStart;
    const next = lineAfter(text, at, end);
    const code = codes[at]!;
    if (column > keyColumn) {
      // More indentation than the item's keys: part of the item, whatever it is.
    } else if (code === LF || code === CR || code === HASH || at >= end) {
      // Blank lines and comments end no item.
    } else if (item && column === keyColumn) {
      if (!isDash(codes, at)) peekType(item, source, at, next);
    } else if ((dashColumn === -1 || column === dashColumn) && isDash(codes, at)) {
      dashColumn = column;
      if (item) item.end = lineStart;
      item = newItemSpan(lineStart, at, end);
      list.items.push(item);
      let content = at + 1;
      while (codes[content] === SPACE) content++;
      keyColumn = content - lineStart;
      peekType(item, source, content, next);
    } else if (item && ENDS.has(code) && isClosingLine(codes, at)) {
      // The end of a quoted scalar or flow collection, which Helm and kpt print without indentation.
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
