import type { ScalarNode } from '../node.ts';
import { BACKSLASH, CR, DOUBLE_QUOTE, isLineEnd, LF, SPACE } from './characters.ts';
import { skipSpaces } from './lines.ts';
import { readQuotedLine, withoutEscapes } from './scalars.ts';
import { notMine, type Scan } from './state.ts';

/** The quoted scalar that begins at `start` in a collection at `column`. It may go on over lines that are indented more. */
export function readQuotedLines(scan: Scan, start: number, column: number): ScalarNode {
  return readQuotedLine(scan, start) ?? readFolded(scan, start, column);
}

/**
 * A line break becomes a space, in double quotes nothing behind a backslash (YAML 1.2.2, §7.3.1). Blank lines, and lines that end with
 * white space, are not read here.
 */
function readFolded(scan: Scan, start: number, column: number): ScalarNode {
  const { text, codes } = scan;
  const isDouble = codes[start]! === DOUBLE_QUOTE;
  let value = '';
  for (let at = start + 1; ; ) {
    const lineEnd = endOfLine(scan, at, codes[start]!);
    const code = codes[lineEnd]!;
    const isBroken = isDouble && code === BACKSLASH;
    if (lineEnd === at || (!isBroken && code !== codes[start] && codes[lineEnd - 1]! === SPACE)) notMine();
    const raw = text.slice(at, lineEnd);
    value += isDouble ? withoutEscapes(raw) : raw.replaceAll("''", "'");
    if (code === codes[start])
      return { kind: 'scalar', value, style: isDouble ? 'double' : 'single', start, end: lineEnd + 1 };
    if (!isBroken) value += ' ';
    at = contentBelow(scan, isBroken ? lineEnd + 1 : lineEnd, column);
  }
}

/** Where the closing quote stands, the line break, or in double quotes the backslash in front of that. */
function endOfLine({ codes }: Scan, start: number, quote: number): number {
  for (let at = start; ; at++) {
    const code = codes[at]!;
    if (code === quote) {
      if (quote === DOUBLE_QUOTE || codes[at + 1]! !== quote) return at;
      at++;
    } else if (code === BACKSLASH && quote === DOUBLE_QUOTE) {
      if (isLineEnd(codes[at + 1]!)) return at;
      at++;
    } else if (isLineEnd(code)) return at;
    // A backslash in front of the very end of the input is no escape either.
    if (!(codes[at]! >= SPACE)) notMine();
  }
}

/** The first character of the line below the break at `lineBreak`. */
function contentBelow({ codes, end }: Scan, lineBreak: number, column: number): number {
  const lineFeed = codes[lineBreak]! === CR ? lineBreak + 1 : lineBreak;
  if (codes[lineFeed]! !== LF) notMine();
  const at = skipSpaces(codes, lineFeed + 1);
  if (at >= end || at - lineFeed - 1 <= column) notMine();
  return at;
}
