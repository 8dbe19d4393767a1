import type { ScalarNode } from '../../node.ts';
import type { Codes } from '../../source.ts';
import { unsupported } from '../parser.ts';
import {
  BACKSLASH,
  COLON,
  DELETE,
  DOUBLE_QUOTE,
  HASH,
  HYPHEN,
  isLineEnd,
  QUESTION_MARK,
  SINGLE_QUOTE,
  SPACE,
  startsPlain,
  TAB,
} from './characters.ts';
import type { FastParse } from './state.ts';

/** Returns the plain scalar at `start`…`end`. */
export function plain(text: string, start: number, end: number): ScalarNode {
  return { kind: 'scalar', value: text.slice(start, end), style: 'plain', start, end };
}

/** True if a plain scalar begins at `at` in block context; false also for characters on which YAML 1.1 and 1.2 may differ. */
export function beginsPlain(codes: Codes, at: number): boolean {
  const code = codes[at]!;
  if (startsPlain(code)) return true;
  // As in `--port`, `:8080` and `?*`: these are indicators only before white space.
  if (code !== HYPHEN && code !== COLON && code !== QUESTION_MARK) return false;
  const next = codes[at + 1]!;
  return (next > SPACE && next < DELETE) || startsPlain(next);
}

/** Returns the empty node at `position`, for a missing value. */
export function missing(position: number): ScalarNode {
  return { kind: 'scalar', value: '', style: 'plain', start: position, end: position };
}

/**
 * Returns where the first line of the plain scalar at `start` ends in block context, without trailing white space. The scalar is a key if
 * `:` is there.
 */
export function plainEnd(state: FastParse, start: number): number {
  const { codes } = state;
  let end = start;
  for (let at = start; ; at++) {
    const code = codes[at]!;
    if (code > COLON) {
      end = at + 1;
      continue;
    }
    if (code === SPACE) continue;
    if (code === COLON) {
      const next = codes[at + 1]!;
      if (next === SPACE || isLineEnd(next)) return end === at ? at : unsupported();
      if (next === TAB) unsupported();
    } else if (code === HASH) {
      if (end !== at) return end;
    } else if (!(code > SPACE)) {
      // The scalar ends with its line; tabs and control characters are unsupported.
      return isLineEnd(code) ? end : unsupported();
    }
    end = at + 1;
  }
}

/** True if the scalar that ends at `end` in block context is the key of a map. */
export function isKeyEnd(codes: Codes, end: number): boolean {
  if (codes[end]! !== COLON) return false;
  const next = codes[end + 1]!;
  return next === SPACE || isLineEnd(next);
}

/** Parses the quoted scalar at `start`, which has to end on its line. */
export function readQuoted(state: FastParse, start: number): ScalarNode {
  return readQuotedLine(state, start) ?? unsupported();
}

/** The same; undefined if it does not end on its line, or contains a control character. */
export function readQuotedLine(state: FastParse, start: number): ScalarNode | undefined {
  return state.codes[start]! === DOUBLE_QUOTE
    ? readDoubleQuoted(state, start)
    : readSingleQuoted(state, start);
}

function readSingleQuoted({ text, codes }: FastParse, start: number): ScalarNode | undefined {
  let at = start + 1;
  let hasQuotes = false;
  for (; ; at++) {
    const code = codes[at]!;
    if (code === SINGLE_QUOTE) {
      if (codes[at + 1]! !== SINGLE_QUOTE) break;
      hasQuotes = true;
      at++;
    } else if (!(code >= SPACE) && code !== TAB) return undefined;
  }
  const raw = text.slice(start + 1, at);
  const value = hasQuotes ? raw.replaceAll("''", "'") : raw;
  return { kind: 'scalar', value, style: 'single', start, end: at + 1 };
}

function readDoubleQuoted({ text, codes }: FastParse, start: number): ScalarNode | undefined {
  let at = start + 1;
  let hasEscapes = false;
  for (; ; at++) {
    const code = codes[at]!;
    if (code === DOUBLE_QUOTE) break;
    if (code === BACKSLASH) {
      hasEscapes = true;
      at++;
      if (!(codes[at]! >= SPACE)) return undefined;
    } else if (!(code >= SPACE) && code !== TAB) return undefined;
  }
  const raw = text.slice(start + 1, at);
  const value = hasEscapes ? withoutEscapes(raw) : raw;
  return { kind: 'scalar', value, style: 'double', start, end: at + 1 };
}

/** Escape sequences of one character (YAML 1.2.2, §5.7). */
const ESCAPES: Record<string, string> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
};

const CODE_LENGTHS: Record<string, number> = { x: 2, u: 4, U: 8 };

/** Replaces the escape sequences of a double-quoted text (YAML 1.2.2, §5.7). */
export function withoutEscapes(raw: string): string {
  let value = '';
  let from = 0;
  for (let at = raw.indexOf('\\'); at !== -1; at = raw.indexOf('\\', from)) {
    value += raw.slice(from, at);
    const letter = raw[at + 1]!;
    const length = CODE_LENGTHS[letter];
    if (length === undefined) {
      value += ESCAPES[letter] ?? unsupported();
      from = at + 2;
    } else {
      const digits = raw.slice(at + 2, at + 2 + length);
      if (digits.length !== length || !/^[0-9a-fA-F]+$/.test(digits)) unsupported();
      const code = Number.parseInt(digits, 16);
      if (code > 0x10ffff) unsupported();
      value += String.fromCodePoint(code);
      from = at + 2 + length;
    }
  }
  return value + raw.slice(from);
}
