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
import type { Codes } from '../yaml/source-text.ts';

/** Where something ends that is no JSON. */
export const NOT_JSON = -1;

/** End of the value at `start`, or `NOT_JSON`. Brackets and quotes have to be in order; commas and literals are not looked at. */
export function skim(codes: Codes, start: number): number {
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

/** End of the text in double quotes at `start`, or `NOT_JSON`. */
export function skimString(codes: Codes, start: number): number {
  for (let at = start + 1; ; at++) {
    const code = codes[at]!;
    if (code === DOUBLE_QUOTE) return at + 1;
    if (code === BACKSLASH) at++;
    if (!(codes[at]! >= SPACE)) return NOT_JSON;
  }
}

/** Position of the first character from `position` on that is no white space. */
export function skipWhite(codes: Codes, position: number): number {
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

/**
 * End of the collection whose bracket stands at `start` and which ends with `close`, or `NOT_JSON`; `skimOne` gives that of what
 * stands between commas.
 */
export function skimEach(
  codes: Codes,
  start: number,
  close: number,
  skimOne: (at: number) => number,
): number {
  let at = skipWhite(codes, start + 1);
  while (codes[at] !== close) {
    const end = skimOne(at);
    if (end === NOT_JSON) return NOT_JSON;
    at = skipWhite(codes, end);
    if (codes[at] === COMMA) at = skipWhite(codes, at + 1);
    else if (codes[at] !== close) return NOT_JSON;
  }
  return at + 1;
}
