import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DOUBLE_QUOTE,
  OPEN_BRACE,
  OPEN_BRACKET,
  SPACE,
} from '../yaml/scan/characters.ts';
import { skipWhite } from '../yaml/scan/lines.ts';
import { MAX_DEPTH } from '../yaml/scan/state.ts';
import type { Codes, SourceText } from '../yaml/source-text.ts';

/**
 * Goes over JSON without reading it (RFC 8259). It is as strict as JSON is: in YAML a quote or a bracket may be part of a text
 * without quotes, and whoever took it for what it looks like would see other objects than there are.
 */

/** Where something ends that is no JSON. */
export const NOT_JSON = -1;

const LITERAL = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
/** 1 for what may follow a backslash. */
const ESCAPES = new Uint8Array(128);
for (const letter of '"\\/bfnrtu') ESCAPES[letter.charCodeAt(0)] = 1;

/** End of the value at `start`, or `NOT_JSON`. */
export function skim(source: SourceText, start: number): number {
  const code = source.codes[start]!;
  return code === OPEN_BRACE || code === OPEN_BRACKET
    ? skimCollection(source, start)
    : skimScalar(source, start);
}

/** Closing brackets of the collections that are open. */
const closing = new Uint8Array(MAX_DEPTH);

/** In a loop, since text that nests deeply must not exhaust the stack. */
function skimCollection(source: SourceText, start: number): number {
  const { codes } = source;
  let depth = 0;
  // Wherever the loop begins anew, a value stands at `at`.
  for (let at = start; at !== NOT_JSON; ) {
    const code = codes[at]!;
    if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (depth === MAX_DEPTH) return NOT_JSON;
      const close = code === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET;
      closing[depth++] = close;
      at = skipWhite(codes, at + 1);
      if (codes[at] !== close) {
        if (close === CLOSE_BRACE) at = skimKey(codes, at);
        continue;
      }
    } else {
      at = skimScalar(source, at);
      if (at === NOT_JSON) return NOT_JSON;
      at = skipWhite(codes, at);
    }
    for (; codes[at] === closing[depth - 1]; at = skipWhite(codes, at + 1)) if (--depth === 0) return at + 1;
    if (codes[at] !== COMMA) return NOT_JSON;
    at = skipWhite(codes, at + 1);
    if (closing[depth - 1] === CLOSE_BRACE) at = skimKey(codes, at);
  }
  return NOT_JSON;
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
  if (codes[at] === close) return at + 1;
  for (;;) {
    const end = skimOne(at);
    if (end === NOT_JSON) return NOT_JSON;
    at = skipWhite(codes, end);
    if (codes[at] === close) return at + 1;
    if (codes[at] !== COMMA) return NOT_JSON;
    at = skipWhite(codes, at + 1);
  }
}

/** Where the value of the key at `start` begins, or `NOT_JSON`. */
function skimKey(codes: Codes, start: number): number {
  return behindColon(codes, codes[start] === DOUBLE_QUOTE ? skimString(codes, start) : NOT_JSON);
}

/** Where the value begins whose key ends at `keyEnd`, or `NOT_JSON`. */
export function behindColon(codes: Codes, keyEnd: number): number {
  if (keyEnd === NOT_JSON) return NOT_JSON;
  const at = skipWhite(codes, keyEnd);
  return codes[at] === COLON ? skipWhite(codes, at + 1) : NOT_JSON;
}

function skimScalar({ text, codes }: SourceText, start: number): number {
  if (codes[start] === DOUBLE_QUOTE) return skimString(codes, start);
  LITERAL.lastIndex = start;
  return LITERAL.test(text) ? LITERAL.lastIndex : NOT_JSON;
}

/** End of the text in double quotes at `start`, or `NOT_JSON`. */
export function skimString(codes: Codes, start: number): number {
  for (let at = start + 1; ; at++) {
    const code = codes[at]!;
    if (code === DOUBLE_QUOTE) return at + 1;
    if (!(code >= SPACE)) return NOT_JSON;
    if (code === BACKSLASH && ESCAPES[codes[++at]!] !== 1) return NOT_JSON;
  }
}
