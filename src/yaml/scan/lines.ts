import type { Codes } from '../source-text.ts';
import { CR, HASH, LF, SPACE, TAB } from './characters.ts';
import { notMine, type Scan } from './state.ts';

/**
 * Ends the line behind a node that ends at `position`: only white space and a comment may follow. Then goes to the next
 * line that holds more than that.
 */
export function finishLine(scan: Scan, position: number): void {
  const { codes } = scan;
  let at = position;
  let code = codes[at]!;
  while (code === SPACE) code = codes[++at]!;
  if (code === HASH) {
    if (at === position) notMine();
    return nextLine(scan, at);
  }
  if (code === CR) code = codes[++at]!;
  if (code !== LF && (at < scan.end || codes[at - 1]! === CR)) notMine();
  nextLine(scan, at);
}

/** Goes to the content of the first line after `position` that is neither blank nor a comment. */
function nextLine(scan: Scan, position: number): void {
  const { text, codes } = scan;
  const lineBreak = codes[position]! === LF ? position : text.indexOf('\n', position);
  findContent(scan, lineBreak === -1 ? scan.end : lineBreak + 1);
}

/** Goes to the content of the first line from `lineStart` on that is neither blank nor a comment. */
export function findContent(scan: Scan, lineStart: number): void {
  const { text, codes, end } = scan;
  let start = lineStart;
  while (start < end) {
    let at = start;
    let code = codes[at]!;
    while (code === SPACE) code = codes[++at]!;
    if (at >= end) break;
    if (code === HASH) {
      const lineBreak = text.indexOf('\n', at);
      if (lineBreak === -1) break;
      start = lineBreak + 1;
      continue;
    }
    if (code === CR) code = codes[++at]!;
    if (code === LF) {
      start = at + 1;
      continue;
    }
    if (code === TAB || codes[at - 1]! === CR) notMine();
    scan.lineStart = start;
    scan.at = at;
    scan.column = at - start;
    return;
  }
  scan.lineStart = end;
  scan.at = end;
  scan.column = -1;
}

/** Position of the first character from `position` on that is no space. */
export function skipSpaces(codes: Codes, position: number): number {
  let at = position;
  while (codes[at]! === SPACE) at++;
  return at;
}

/** The same across lines, tabs included, as flow style has it. */
export function skipWhite(codes: Codes, position: number): number {
  let at = position;
  for (; ; at++) {
    const code = codes[at]!;
    if (code !== SPACE && code !== LF && code !== TAB && !(code === CR && codes[at + 1]! === LF)) return at;
  }
}
