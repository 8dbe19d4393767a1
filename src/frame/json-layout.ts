import { internalized } from '../yaml/internalized.ts';
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  DOUBLE_QUOTE,
  isWordCharacter,
  OPEN_BRACE,
  OPEN_BRACKET,
} from '../yaml/scan/characters.ts';
import { skipWhite } from '../yaml/scan/lines.ts';
import type { Codes, SourceText } from '../yaml/source-text.ts';
import { type ItemPlace, type Layout, LISTS, type ListPlace, type ObjectPlace } from './places.ts';
import { behindColon, NOT_JSON, skim, skimEach, skimString } from './skim.ts';
import { noteWord, type TypeSeen } from './type-seen.ts';

/**
 * What brackets and quotes tell of a JSON document at `start`…`end` whose opening brace stands at `brace`, without reading the
 * rest; undefined for everything that JSON does not have, such as comments, single quotes and anchors.
 */
export function jsonLayoutOf(
  source: SourceText,
  start: number,
  end: number,
  brace: number,
): Layout | undefined {
  const { text, codes } = source;
  const lists: ListPlace[] = [];
  const json: ObjectPlace = { start: brace, end: brace, entries: [] };
  const type = { apiVersion: undefined, kind: undefined, inDoubt: false, hasItems: false };
  const layout: Layout = { start, end, lists, ...type, json };
  json.end = skimMap(source, brace, layout, (keyStart, valueStart) => {
    const key = LISTS.find((name) => text.startsWith(`"${name}"`, keyStart));
    const items: ItemPlace[] | undefined = key && codes[valueStart] === OPEN_BRACKET ? [] : undefined;
    const valueEnd = items ? skimItems(source, valueStart, items) : skim(source, valueStart);
    json.entries.push({ keyStart, valueStart, end: valueEnd, isToldApart: items !== undefined });
    if (items) lists.push({ key: key!, keyStart, items, end: valueEnd });
    return valueEnd;
  });
  const isWhole = json.end !== NOT_JSON && json.end <= end && skipWhite(codes, json.end) >= end;
  return isWhole ? layout : undefined;
}

/** Goes over the objects of the list whose bracket stands at `start`, and gives its end. */
function skimItems(source: SourceText, start: number, items: ItemPlace[]): number {
  const { codes } = source;
  const skimValue = (_: number, valueStart: number) => skim(source, valueStart);
  return skimEach(codes, start, CLOSE_BRACKET, (at) => {
    if (codes[at] !== OPEN_BRACE) return NOT_JSON;
    const item: ItemPlace = {
      start: at,
      dash: at,
      end: at,
      apiVersion: undefined,
      kind: undefined,
      inDoubt: false,
      hasItems: false,
    };
    item.end = skimMap(source, at, item, skimValue);
    items.push(item);
    return item.end;
  });
}

/** Goes over the map whose brace stands at `start`, notes what it says that it is, and gives its end; `skimValue` gives that of a value. */
function skimMap(
  source: SourceText,
  start: number,
  seen: TypeSeen,
  skimValue: (keyStart: number, valueStart: number) => number,
): number {
  const { codes } = source;
  return skimEach(codes, start, CLOSE_BRACE, (keyStart) => {
    const keyEnd = codes[keyStart] === DOUBLE_QUOTE ? skimString(codes, keyStart) : NOT_JSON;
    const valueStart = behindColon(codes, keyEnd);
    if (valueStart === NOT_JSON) return NOT_JSON;
    noteType(seen, source, keyStart, keyEnd, valueStart);
    return skimValue(keyStart, valueStart);
  });
}

/** Notes what the entry with the key at `keyStart`…`keyEnd` says of its object. */
function noteType(
  seen: TypeSeen,
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
  return codes[end] === DOUBLE_QUOTE && end > start + 1
    ? internalized(text.slice(start + 1, end))
    : undefined;
}

function hasEscape(codes: Codes, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (codes[at] === BACKSLASH) return true;
  return false;
}
