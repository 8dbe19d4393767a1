import type { Codes } from '../../source.ts';
import { unsupported } from '../parser.ts';
import { CR, HASH, LF, SPACE, TAB } from './characters.ts';
import type { FastParse } from './state.ts';

/**
 * Ends the line of a node that ends at `position`: only white space and a comment may follow (s-l-comments). Then moves to the next line
 * with content.
 */
export function finishLine(state: FastParse, position: number): void {
  const { codes } = state;
  let at = position;
  let code = codes[at]!;
  while (code === SPACE) code = codes[++at]!;
  if (code === HASH) {
    if (at === position) unsupported();
    return nextLine(state, at);
  }
  if (code === CR) code = codes[++at]!;
  if (code !== LF && (at < state.end || codes[at - 1]! === CR)) unsupported();
  nextLine(state, at);
}

/** Moves to the content of the first line after `position` that is neither empty nor a comment. */
function nextLine(state: FastParse, position: number): void {
  const { text, codes } = state;
  const lineBreak = codes[position]! === LF ? position : text.indexOf('\n', position);
  findContent(state, lineBreak === -1 ? state.end : lineBreak + 1);
}

/** Moves to the content of the first line from `lineStart` on that is neither empty nor a comment. */
export function findContent(state: FastParse, lineStart: number): void {
  const { text, codes, end } = state;
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
    if (code === TAB || codes[at - 1]! === CR) unsupported();
    state.lineStart = start;
    state.at = at;
    state.column = at - start;
    return;
  }
  state.lineStart = end;
  state.at = end;
  state.column = -1;
}

/** Returns the offset of the first character from `position` on that is not a space. */
export function skipSpaces(codes: Codes, position: number): number {
  let at = position;
  while (codes[at]! === SPACE) at++;
  return at;
}

/** The same across lines and tabs: the separation of flow collections. */
export function skipWhite(codes: Codes, position: number): number {
  let at = position;
  for (; ; at++) {
    const code = codes[at]!;
    if (code !== SPACE && code !== LF && code !== TAB && !(code === CR && codes[at + 1]! === LF)) return at;
  }
}
