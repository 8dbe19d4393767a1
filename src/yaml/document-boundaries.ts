import { DOT, HYPHEN, isLineEnd, SPACE, TAB } from './parser/fast/characters.ts';

/** The offsets of a document in a stream; its `---` line and directives are part of it. */
export interface Boundary {
  start: number;
  end: number;
}

const PERCENT = 0x25;

/**
 * Returns the documents of a YAML stream. Every line that begins with `---` or `...` is a marker: YAML allows neither at the start of
 * a line in a scalar (YAML 1.2.2, §9.1.2, c-forbidden).
 */
export function boundariesOf(text: string): Boundary[] {
  const first = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const starts = [first];
  for (const marker of markersIn(text, first)) {
    const start =
      text.charCodeAt(marker) === HYPHEN
        ? aboveDirectives(text, marker, starts.at(-1)!)
        : lineAfter(text, marker);
    if (start > starts.at(-1)!) starts.push(start);
  }
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? text.length }));
}

/** Returns the starts of the lines that are document markers, in order. */
function* markersIn(text: string, first: number): Iterable<number> {
  if (isMarker(text, first)) yield first;
  let hyphens = text.indexOf('\n---', first);
  let dots = text.indexOf('\n...', first);
  while (hyphens !== -1 || dots !== -1) {
    const useHyphens = dots === -1 || (hyphens !== -1 && hyphens < dots);
    const lineStart = (useHyphens ? hyphens : dots) + 1;
    if (isMarker(text, lineStart)) yield lineStart;
    if (useHyphens) hyphens = text.indexOf('\n---', lineStart);
    else dots = text.indexOf('\n...', lineStart);
  }
}

/** True if the line at `lineStart` begins with `---` or `...`, followed by white space or the end of the line. */
export function isMarker(text: string, lineStart: number): boolean {
  const code = text.charCodeAt(lineStart);
  if (code !== HYPHEN && code !== DOT) return false;
  if (text.charCodeAt(lineStart + 1) !== code || text.charCodeAt(lineStart + 2) !== code) return false;
  const next = text.charCodeAt(lineStart + 3);
  return next === SPACE || next === TAB || Number.isNaN(next) || isLineEnd(next);
}

/** Returns the start of the directives directly before the marker at `lineStart`, but not before `limit`. */
function aboveDirectives(text: string, lineStart: number, limit: number): number {
  let start = lineStart;
  while (start > limit) {
    const above = text.lastIndexOf('\n', start - 2) + 1;
    if (above < limit || text.charCodeAt(above) !== PERCENT) break;
    start = above;
  }
  return start;
}

function lineAfter(text: string, offset: number): number {
  const lineBreak = text.indexOf('\n', offset);
  return lineBreak === -1 ? text.length : lineBreak + 1;
}
