import type { ScalarNode } from '../node.ts';
import type { Codes } from '../source-text.ts';
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
import { notMine, type Scan } from './state.ts';

/** The plain scalar at `start`…`end`. */
export function plain(text: string, start: number, end: number): ScalarNode {
  return { kind: 'scalar', value: text.slice(start, end), style: 'plain', start, end };
}

/** True where a plain scalar begins at `at` in block context; false also where there is any doubt. */
export function beginsPlain(codes: Codes, at: number): boolean {
  const code = codes[at]!;
  if (startsPlain(code)) return true;
  // As in `--port`, `:8080` and `?*`: what mostly indicates something does so in front of white space alone.
  if (code !== HYPHEN && code !== COLON && code !== QUESTION_MARK) return false;
  const next = codes[at + 1]!;
  return (next > SPACE && next < DELETE) || startsPlain(next);
}

/** A key or value that is missing stands, empty, at `position`. */
export function missing(position: number): ScalarNode {
  return { kind: 'scalar', value: '', style: 'plain', start: position, end: position };
}

/**
 * Where the plain scalar that begins at `start` in block context ends, white space behind it not counted. It is a key where
 * a colon stands there that white space follows.
 */
export function plainEnd(scan: Scan, start: number): number {
  const { codes } = scan;
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
      if (next === SPACE || isLineEnd(next)) return end === at ? at : notMine();
      if (next === TAB) notMine();
    } else if (code === HASH) {
      if (end !== at) return end;
    } else if (!(code > SPACE)) {
      // The end of the line is the end of the scalar; tabs and control characters leave doubt.
      return isLineEnd(code) ? end : notMine();
    }
    end = at + 1;
  }
}

/** True where the scalar that ends at `end` in block context is the key of a map. */
export function isKeyEnd(codes: Codes, end: number): boolean {
  if (codes[end]! !== COLON) return false;
  const next = codes[end + 1]!;
  return next === SPACE || isLineEnd(next);
}

/** The quoted scalar that begins at `start`; it has to end on its line. */
export function readQuoted(scan: Scan, start: number): ScalarNode {
  return readQuotedLine(scan, start) ?? notMine();
}

/** The same; undefined where it goes on below its line, or holds what no line may hold. */
export function readQuotedLine(scan: Scan, start: number): ScalarNode | undefined {
  return scan.codes[start]! === DOUBLE_QUOTE ? readDoubleQuoted(scan, start) : readSingleQuoted(scan, start);
}

function readSingleQuoted({ text, codes }: Scan, start: number): ScalarNode | undefined {
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

function readDoubleQuoted({ text, codes }: Scan, start: number): ScalarNode | undefined {
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

/** Escapes of one letter (YAML 1.2.2, §5.7). */
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

/** What a text in double quotes means (YAML 1.2.2, §5.7). */
export function withoutEscapes(raw: string): string {
  let value = '';
  let from = 0;
  for (let at = raw.indexOf('\\'); at !== -1; at = raw.indexOf('\\', from)) {
    value += raw.slice(from, at);
    const letter = raw[at + 1]!;
    const length = CODE_LENGTHS[letter];
    if (length === undefined) {
      value += ESCAPES[letter] ?? notMine();
      from = at + 2;
    } else {
      const digits = raw.slice(at + 2, at + 2 + length);
      if (digits.length !== length || !/^[0-9a-fA-F]+$/.test(digits)) notMine();
      const code = Number.parseInt(digits, 16);
      if (code > 0x10ffff) notMine();
      value += String.fromCodePoint(code);
      from = at + 2 + length;
    }
  }
  return value + raw.slice(from);
}
