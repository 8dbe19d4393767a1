import type { ScalarNode } from '../../node.ts';
import { unsupported } from '../parser.ts';
import { BACKSLASH, CR, DOUBLE_QUOTE, isLineEnd, LF, SPACE } from './characters.ts';
import { skipSpaces } from './lines.ts';
import { readQuotedLine, withoutEscapes } from './scalars.ts';
import type { FastParse } from './state.ts';

/** Parses the quoted scalar at `start` in a collection with indentation `column`. It may continue on lines with more indentation. */
export function readQuotedLines(state: FastParse, start: number, column: number): ScalarNode {
  return readQuotedLine(state, start) ?? readFolded(state, start, column);
}

/**
 * Folds lines: a line break becomes a space, and nothing after a backslash in double quotes (YAML 1.2.2, §7.3.1). Empty lines, and lines
 * that end with white space, are unsupported.
 */
function readFolded(state: FastParse, start: number, column: number): ScalarNode {
  const { text, codes } = state;
  const isDouble = codes[start]! === DOUBLE_QUOTE;
  let value = '';
  for (let at = start + 1; ; ) {
    const lineEnd = endOfLine(state, at, codes[start]!);
    const code = codes[lineEnd]!;
    const isBroken = isDouble && code === BACKSLASH;
    if (lineEnd === at || (!isBroken && code !== codes[start] && codes[lineEnd - 1]! === SPACE))
      unsupported();
    const raw = text.slice(at, lineEnd);
    value += isDouble ? withoutEscapes(raw) : raw.replaceAll("''", "'");
    if (code === codes[start])
      return { kind: 'scalar', value, style: isDouble ? 'double' : 'single', start, end: lineEnd + 1 };
    if (!isBroken) value += ' ';
    at = contentBelow(state, isBroken ? lineEnd + 1 : lineEnd, column);
  }
}

/** Returns the offset of the closing quote, of the line break, or in double quotes of the backslash before the line break. */
function endOfLine({ codes }: FastParse, start: number, quote: number): number {
  for (let at = start; ; at++) {
    const code = codes[at]!;
    if (code === quote) {
      if (quote === DOUBLE_QUOTE || codes[at + 1]! !== quote) return at;
      at++;
    } else if (code === BACKSLASH && quote === DOUBLE_QUOTE) {
      if (isLineEnd(codes[at + 1]!)) return at;
      at++;
    } else if (isLineEnd(code)) return at;
    // A backslash at the end of the input is not an escape either.
    if (!(codes[at]! >= SPACE)) unsupported();
  }
}

/** Returns the offset of the first character of the line after the break at `lineBreak`. */
function contentBelow({ codes, end }: FastParse, lineBreak: number, column: number): number {
  const lineFeed = codes[lineBreak]! === CR ? lineBreak + 1 : lineBreak;
  if (codes[lineFeed]! !== LF) unsupported();
  const at = skipSpaces(codes, lineFeed + 1);
  if (at >= end || at - lineFeed - 1 <= column) unsupported();
  return at;
}
