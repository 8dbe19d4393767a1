import { internalized } from '../yaml/internalized.ts';
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  CR,
  DOUBLE_QUOTE,
  isWordCharacter,
  LF,
  OPEN_BRACE,
  OPEN_BRACKET,
  PLUS,
  SPACE,
  TAB,
} from '../yaml/scan/characters.ts';
import { MAX_DEPTH } from '../yaml/scan/state.ts';
import type { EntryPlace } from '../yaml/scan.ts';
import type { Codes, SourceText } from '../yaml/source-text.ts';
import { type ItemLines, type Layout, LISTS, type ListLines } from './layout.ts';
import type { TypeSeen } from './type-seen.ts';

/** A map in flow style. */
export interface FlowMap {
  start: number;
  end: number;
  entries: EntryPlace[];
}

/** Where something ends that is no JSON. */
const NOT_JSON = -1;

/**
 * What brackets and quotes tell of a JSON document at `start`…`end` whose opening brace stands at `brace`, without reading the
 * rest; undefined for everything that JSON does not have, such as comments, single quotes and anchors.
 */
export function flowLayoutOf(
  source: SourceText,
  start: number,
  end: number,
  brace: number,
): Layout | undefined {
  const { text, codes } = source;
  const lists: ListLines[] = [];
  const map: FlowMap = { start: brace, end: brace, entries: [] };
  const type = { apiVersion: undefined, kind: undefined, inDoubt: false };
  const layout: Layout = { start, end, lists, ...type, map };
  map.end = skimMap(source, brace, layout, (keyStart, valueStart) => {
    const key = LISTS.find((name) => text.startsWith(`"${name}"`, keyStart));
    const items: ItemLines[] | undefined = key && codes[valueStart] === OPEN_BRACKET ? [] : undefined;
    const valueEnd = items ? skimItems(source, valueStart, items) : skim(codes, valueStart);
    map.entries.push({ keyStart, valueStart, end: valueEnd, isList: items !== undefined });
    if (items) lists.push({ key: key!, keyStart, items, end: valueEnd });
    return valueEnd;
  });
  return map.end !== NOT_JSON && skipWhite(codes, map.end) >= end ? layout : undefined;
}

/** Goes over the objects of the list whose bracket stands at `start`, and gives its end. */
function skimItems(source: SourceText, start: number, items: ItemLines[]): number {
  const { codes } = source;
  const skimValue = (_: number, valueStart: number) => skim(codes, valueStart);
  for (let at = skipWhite(codes, start + 1); ; at = skipWhite(codes, at + 1)) {
    if (codes[at] === CLOSE_BRACKET) return at + 1;
    if (codes[at] !== OPEN_BRACE) return NOT_JSON;
    const item: ItemLines = {
      start: at,
      dash: at,
      end: at,
      apiVersion: undefined,
      kind: undefined,
      inDoubt: false,
    };
    item.end = skimMap(source, at, item, skimValue);
    if (item.end === NOT_JSON) return NOT_JSON;
    items.push(item);
    at = skipWhite(codes, item.end);
    if (codes[at] === CLOSE_BRACKET) return at + 1;
    if (codes[at] !== COMMA) return NOT_JSON;
  }
}

/** Goes over the map whose brace stands at `start`, notes what it says that it is, and gives its end; `skimValue` gives that of a value. */
function skimMap(
  source: SourceText,
  start: number,
  seen: TypeSeen,
  skimValue: (keyStart: number, valueStart: number) => number,
): number {
  const { codes } = source;
  for (let at = skipWhite(codes, start + 1); ; at = skipWhite(codes, at + 1)) {
    if (codes[at] === CLOSE_BRACE) return at + 1;
    if (codes[at] !== DOUBLE_QUOTE) return NOT_JSON;
    const keyStart = at;
    const keyEnd = skimString(codes, at);
    if (keyEnd === NOT_JSON) return NOT_JSON;
    at = skipWhite(codes, keyEnd);
    if (codes[at] !== COLON) return NOT_JSON;
    const valueStart = skipWhite(codes, at + 1);
    noteType(seen, source, keyStart, keyEnd, valueStart);
    const valueEnd = skimValue(keyStart, valueStart);
    if (valueEnd === NOT_JSON) return NOT_JSON;
    at = skipWhite(codes, valueEnd);
    if (codes[at] === CLOSE_BRACE) return at + 1;
    if (codes[at] !== COMMA) return NOT_JSON;
  }
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
    const name = isKind ? 'kind' : 'apiVersion';
    const word = quotedWord(source, valueStart);
    if (word === undefined || seen[name] !== undefined) seen.inDoubt = true;
    else seen[name] = word;
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

/** End of the value at `start`. */
function skim(codes: Codes, start: number): number {
  const code = codes[start]!;
  if (code === DOUBLE_QUOTE) return skimString(codes, start);
  if (code === OPEN_BRACE || code === OPEN_BRACKET) return skimCollection(codes, start);
  let end = start;
  while (isLiteral(codes[end]!)) end++;
  return end > start ? end : NOT_JSON;
}

/** Closing brackets of the collections that are open. */
const closing = new Uint8Array(MAX_DEPTH);

function skimCollection(codes: Codes, start: number): number {
  let depth = 0;
  for (let at = start; ; at++) {
    const code = codes[at]!;
    if (code === DOUBLE_QUOTE) {
      at = skimString(codes, at) - 1;
      if (at < start) return NOT_JSON;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (depth === MAX_DEPTH) return NOT_JSON;
      closing[depth++] = code === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      if (closing[--depth] !== code) return NOT_JSON;
      if (depth === 0) return at + 1;
    } else if (code !== COMMA && code !== COLON && !isWhite(code) && !isLiteral(code)) return NOT_JSON;
  }
}

/** End of the text in double quotes at `start`. */
function skimString(codes: Codes, start: number): number {
  for (let at = start + 1; ; at++) {
    const code = codes[at]!;
    if (code === DOUBLE_QUOTE) return at + 1;
    if (code === BACKSLASH) at++;
    if (!(codes[at]! >= SPACE)) return NOT_JSON;
  }
}

function skipWhite(codes: Codes, position: number): number {
  let at = position;
  while (isWhite(codes[at]!)) at++;
  return at;
}

function isWhite(code: number): boolean {
  return code === SPACE || code === LF || code === CR || code === TAB;
}

/** True for what numbers, booleans and null are made of. */
function isLiteral(code: number): boolean {
  return isWordCharacter(code) || code === PLUS;
}
