import { intern } from '../../util/intern.ts';
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  DOUBLE_QUOTE,
  isWordCharacter,
  OPEN_BRACE,
  OPEN_BRACKET,
} from '../../yaml/parser/fast/characters.ts';
import { skipWhite } from '../../yaml/parser/fast/lines.ts';
import { orUnsupported, type Unsupported, unsupported } from '../../yaml/parser/parser.ts';
import type { Codes, SourceText } from '../../yaml/source.ts';
import { afterColon, skipJson, skipJsonEntries, skipJsonString } from './json-skip.ts';
import {
  type ItemSpan,
  LISTS,
  type ListSpan,
  newItemSpan,
  newOutline,
  type ObjectSpan,
  type Outline,
} from './outline-types.ts';
import { noteWord, type PeekedType } from './type-peek.ts';

/**
 * Returns the outline of the JSON document at `start`…`end` whose `{` is at `brace`, found by its brackets and quotes. If more JSON objects
 * follow, it is that of the first and ends where the second begins. Unsupported is all that JSON does not have, such as comments, single
 * quotes and anchors.
 */
export function jsonOutlineOf(
  source: SourceText,
  start: number,
  end: number,
  brace: number,
): Outline | Unsupported {
  return orUnsupported(() => {
    const { text, codes } = source;
    const lists: ListSpan[] = [];
    const json: ObjectSpan = { start: brace, end: brace, entries: [] };
    const outline: Outline = { ...newOutline(start, end), lists, json };
    json.end = skipMap(source, brace, outline, (keyStart, valueStart) => {
      const key = LISTS.find((name) => text.startsWith(`"${name}"`, keyStart));
      const items: ItemSpan[] | undefined = key && codes[valueStart] === OPEN_BRACKET ? [] : undefined;
      const valueEnd = items ? skipItems(source, valueStart, items) : skipJson(source, valueStart);
      json.entries.push({ keyStart, valueStart, end: valueEnd, isDivided: items !== undefined });
      if (items) lists.push({ key: key!, keyStart, items, end: valueEnd });
      return valueEnd;
    });
    if (json.end > end) unsupported();
    const next = skipWhite(codes, json.end);
    if (next >= end) return outline;
    return codes[next] === OPEN_BRACE ? { ...outline, end: next } : unsupported();
  });
}

/** Adds the objects of the list whose `[` is at `start` to `items`, and returns the end of the list. */
function skipItems(source: SourceText, start: number, items: ItemSpan[]): number {
  const { codes } = source;
  const skipValue = (_: number, valueStart: number) => skipJson(source, valueStart);
  return skipJsonEntries(codes, start, CLOSE_BRACKET, (at) => {
    if (codes[at] !== OPEN_BRACE) unsupported();
    const item = newItemSpan(at, at, at);
    item.end = skipMap(source, at, item, skipValue);
    items.push(item);
    return item.end;
  });
}

/** Notes the type of the map whose `{` is at `start` in `seen`, and returns its end; `skipValue` returns the end of a value. */
function skipMap(
  source: SourceText,
  start: number,
  seen: PeekedType,
  skipValue: (keyStart: number, valueStart: number) => number,
): number {
  const { codes } = source;
  return skipJsonEntries(codes, start, CLOSE_BRACE, (keyStart) => {
    const keyEnd = skipJsonString(codes, keyStart);
    const valueStart = afterColon(codes, keyEnd);
    noteType(seen, source, keyStart, keyEnd, valueStart);
    return skipValue(keyStart, valueStart);
  });
}

/** Notes what the entry with the key at `keyStart`…`keyEnd` says about the type of its object. */
function noteType(
  seen: PeekedType,
  source: SourceText,
  keyStart: number,
  keyEnd: number,
  valueStart: number,
): void {
  const { text } = source;
  const isKind = text.startsWith('"kind"', keyStart);
  if (isKind || text.startsWith('"apiVersion"', keyStart)) {
    noteWord(seen, isKind ? 'kind' : 'apiVersion', quotedWord(source, valueStart));
  } else if (text.startsWith('"items"', keyStart)) {
    seen.hasItems = true;
  } else if (hasEscape(source.codes, keyStart, keyEnd) || text.startsWith('"<<"', keyStart)) {
    seen.inDoubt = true;
  }
}

function quotedWord({ text, codes }: SourceText, start: number): string | undefined {
  if (codes[start] !== DOUBLE_QUOTE) return undefined;
  let end = start + 1;
  while (isWordCharacter(codes[end]!)) end++;
  return codes[end] === DOUBLE_QUOTE && end > start + 1 ? intern(text.slice(start + 1, end)) : undefined;
}

function hasEscape(codes: Codes, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (codes[at] === BACKSLASH) return true;
  return false;
}
