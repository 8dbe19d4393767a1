import { internalized } from '../yaml/internalized.ts';
import {
  BYTE_ORDER_MARK,
  COLON,
  CR,
  DOUBLE_QUOTE,
  HASH,
  HYPHEN,
  isWordCharacter,
  LF,
  SINGLE_QUOTE,
  SPACE,
  TAB,
} from '../yaml/scan/characters.ts';
import type { SourceText } from '../yaml/source-text.ts';

/** What an object says it is, as far as its lines or brackets tell. */
export interface TypeSeen {
  apiVersion: string | undefined;
  kind: string | undefined;
  /** True where only reading the object tells what it is. */
  inDoubt: boolean;
  /** True where it has an entry `items`: to kubectl it is a list then, whatever its kind. */
  hasItems: boolean;
}

/** True where it is told what the object is, so that it need not be read for that. */
export function isTold<T extends TypeSeen>(seen: T): seen is T & { apiVersion: string; kind: string } {
  const { apiVersion, kind, inDoubt, hasItems } = seen;
  return !inDoubt && apiVersion !== undefined && kind !== undefined && (!hasItems || kind.endsWith('List'));
}

const SMALL_A = 'a'.charCodeAt(0);
const SMALL_I = 'i'.charCodeAt(0);
const SMALL_K = 'k'.charCodeAt(0);

/** Notes what the key at `at`, whose line ends before `lineEnd`, says of the object that it belongs to. */
export function readType(seen: TypeSeen, source: SourceText, at: number, lineEnd: number): void {
  const { text, codes } = source;
  const code = codes[at]!;
  if (code === SMALL_K) {
    if (!text.startsWith('kind', at) || isWordCharacter(codes[at + 4]!)) return;
    noteWord(seen, 'kind', wordAfter(source, at, at + 4, lineEnd));
  } else if (code === SMALL_A) {
    if (!text.startsWith('apiVersion', at) || isWordCharacter(codes[at + 10]!)) return;
    noteWord(seen, 'apiVersion', wordAfter(source, at, at + 10, lineEnd));
  } else if (code === SMALL_I) {
    if (text.startsWith('items', at) && !isWordCharacter(codes[at + 5]!)) seen.hasItems = true;
  } else if (!isWordCharacter(code) || code === HYPHEN) seen.inDoubt = true;
}

/** Notes the word that an entry says; one that is none, or the second of its name, leaves doubt. */
export function noteWord(seen: TypeSeen, name: 'kind' | 'apiVersion', word: string | undefined): void {
  if (word === undefined || seen[name] !== undefined) seen.inDoubt = true;
  else seen[name] = word;
}

/** The word behind the key and its colon where it is alone on its line; quotes around it are taken off. */
function wordAfter(
  { text, codes }: SourceText,
  keyStart: number,
  keyEnd: number,
  lineEnd: number,
): string | undefined {
  if (codes[keyEnd] !== COLON || codes[keyEnd + 1] !== SPACE) return undefined;
  let start = keyEnd + 2;
  while (codes[start] === SPACE) start++;
  const quote = codes[start]!;
  const isQuoted = quote === DOUBLE_QUOTE || quote === SINGLE_QUOTE;
  if (isQuoted) start++;
  let end = start;
  while (isWordCharacter(codes[end]!)) end++;
  if (end === start || (!isQuoted && !isLetter(codes[start]!))) return undefined;
  let behind = end;
  if (isQuoted && codes[behind++] !== quote) return undefined;
  const first = codes[behind]!;
  while (codes[behind] === SPACE) behind++;
  if (behind < lineEnd) {
    const code = codes[behind]!;
    const isComment = code === HASH && first === SPACE;
    if (!isComment && code !== LF && !(code === CR && codes[behind + 1] === LF)) return undefined;
  }
  if (!isQuoted && goesOn(codes, keyStart, lineEnd)) return undefined;
  return internalized(text.slice(start, end));
}

/** True where the first line below that has anything on it stands deeper than the key: it may be part of the key's value. */
function goesOn(codes: SourceText['codes'], keyStart: number, lineEnd: number): boolean {
  let keyLine = keyStart;
  while (keyLine > 0 && codes[keyLine - 1] !== LF && codes[keyLine - 1] !== BYTE_ORDER_MARK) keyLine--;
  let lineStart = lineEnd;
  for (let at = lineStart; ; at++) {
    const code = codes[at];
    if (code === LF) lineStart = at + 1;
    else if (code !== SPACE && code !== CR)
      return code === TAB || (at - lineStart > keyStart - keyLine && code !== HASH);
  }
}

function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}
