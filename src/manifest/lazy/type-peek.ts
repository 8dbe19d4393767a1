import { intern } from '../../util/intern.ts';
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
} from '../../yaml/parser/fast/characters.ts';
import type { SourceText } from '../../yaml/source.ts';

/** The type of an object as far as its lines, or in JSON its brackets and quotes, show it. */
export interface PeekedType {
  apiVersion: string | undefined;
  kind: string | undefined;
  /** True if the object has to be parsed to know its type. */
  inDoubt: boolean;
  /** True if it has an entry `items`: kubectl reads it as a list then, whatever its kind. */
  hasItems: boolean;
}

/** True if the type of the object is known without parsing it. */
export function isKnown<T extends PeekedType>(seen: T): seen is T & { apiVersion: string; kind: string } {
  const { apiVersion, kind, inDoubt, hasItems } = seen;
  return !inDoubt && apiVersion !== undefined && kind !== undefined && (!hasItems || kind.endsWith('List'));
}

/** Plain words that are null (YAML 1.2.2, §10.3.2). */
const NULLS = new Set(['null', 'Null', 'NULL']);

const SMALL_A = 'a'.charCodeAt(0);
const SMALL_I = 'i'.charCodeAt(0);
const SMALL_K = 'k'.charCodeAt(0);

/** Notes what the key at `at`, whose line ends before `lineEnd`, says about the type of its object. */
export function peekType(seen: PeekedType, source: SourceText, at: number, lineEnd: number): void {
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

/** Notes the value of an entry. A value that is not a plain word, and a second entry with the same key, make the type ambiguous. */
export function noteWord(seen: PeekedType, name: 'kind' | 'apiVersion', word: string | undefined): void {
  if (word === undefined || seen[name] !== undefined) seen.inDoubt = true;
  else seen[name] = word;
}

/** Returns the value of the key if it is a word that ends on the key's line, without quotes. */
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
  let after = end;
  if (isQuoted && codes[after++] !== quote) return undefined;
  const first = codes[after]!;
  while (codes[after] === SPACE) after++;
  if (after < lineEnd) {
    const code = codes[after]!;
    const isComment = code === HASH && first === SPACE;
    if (!isComment && code !== LF && !(code === CR && codes[after + 1] === LF)) return undefined;
  }
  if (!isQuoted && goesOn(codes, keyStart, lineEnd)) return undefined;
  const word = intern(text.slice(start, end));
  return isQuoted || !NULLS.has(word) ? word : undefined;
}

/** True if the next line with content has more indentation than the key: it may be part of the key's value. */
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
