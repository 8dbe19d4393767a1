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
} from '../../yaml/parser/fast/characters.ts';
import { skipWhite } from '../../yaml/parser/fast/lines.ts';
import { MAX_DEPTH } from '../../yaml/parser/fast/state.ts';
import { unsupported } from '../../yaml/parser/parser.ts';
import type { Codes, SourceText } from '../../yaml/source.ts';

/**
 * Finds where JSON values end, without parsing them (RFC 8259). Text that is not JSON is unsupported: in YAML a quote or a bracket may be
 * part of a plain scalar, and who takes it for an indicator sees other objects.
 */

const LITERAL = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
/** 1 for the characters that may follow a backslash. */
const ESCAPES = new Uint8Array(128);
for (const letter of '"\\/bfnrtu') ESCAPES[letter.charCodeAt(0)] = 1;

/** Returns the end of the value at `start`. */
export function skipJson(source: SourceText, start: number): number {
  const code = source.codes[start]!;
  return code === OPEN_BRACE || code === OPEN_BRACKET
    ? skipCollection(source, start)
    : skipScalar(source, start);
}

/** Closing brackets of the open collections. */
const closing = new Uint8Array(MAX_DEPTH);

/** A loop, since deeply nested text must not exhaust the stack. */
function skipCollection(source: SourceText, start: number): number {
  const { codes } = source;
  let depth = 0;
  // Invariant: at the start of each pass, a value is at `at`.
  for (let at = start; ; ) {
    const code = codes[at]!;
    if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (depth === MAX_DEPTH) unsupported();
      const close = code === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET;
      closing[depth++] = close;
      at = skipWhite(codes, at + 1);
      if (codes[at] !== close) {
        if (close === CLOSE_BRACE) at = skipKey(codes, at);
        continue;
      }
    } else at = skipWhite(codes, skipScalar(source, at));
    for (; codes[at] === closing[depth - 1]; at = skipWhite(codes, at + 1)) if (--depth === 0) return at + 1;
    if (codes[at] !== COMMA) unsupported();
    at = skipWhite(codes, at + 1);
    if (closing[depth - 1] === CLOSE_BRACE) at = skipKey(codes, at);
  }
}

/**
 * Returns the end of the collection whose bracket is at `start` and which ends with `close`. `skipEntry` returns the end of the entry
 * or item at an offset.
 */
export function skipJsonEntries(
  codes: Codes,
  start: number,
  close: number,
  skipEntry: (at: number) => number,
): number {
  let at = skipWhite(codes, start + 1);
  if (codes[at] === close) return at + 1;
  for (;;) {
    at = skipWhite(codes, skipEntry(at));
    if (codes[at] === close) return at + 1;
    if (codes[at] !== COMMA) unsupported();
    at = skipWhite(codes, at + 1);
  }
}

/** Returns the start of the value whose key is at `start`. */
function skipKey(codes: Codes, start: number): number {
  return afterColon(codes, skipJsonString(codes, start));
}

/** Returns the start of the value whose key ends at `keyEnd`. */
export function afterColon(codes: Codes, keyEnd: number): number {
  const at = skipWhite(codes, keyEnd);
  return codes[at] === COLON ? skipWhite(codes, at + 1) : unsupported();
}

function skipScalar({ text, codes }: SourceText, start: number): number {
  if (codes[start] === DOUBLE_QUOTE) return skipJsonString(codes, start);
  LITERAL.lastIndex = start;
  return LITERAL.test(text) ? LITERAL.lastIndex : unsupported();
}

/** Returns the end of the string at `start`. */
export function skipJsonString(codes: Codes, start: number): number {
  if (codes[start] !== DOUBLE_QUOTE) unsupported();
  for (let at = start + 1; ; at++) {
    const code = codes[at]!;
    if (code === DOUBLE_QUOTE) return at + 1;
    if (!(code >= SPACE)) unsupported();
    if (code === BACKSLASH && ESCAPES[codes[++at]!] !== 1) unsupported();
  }
}
