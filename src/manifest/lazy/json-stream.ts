import { isMarker } from '../../yaml/document-boundaries.ts';
import { OPEN_BRACE } from '../../yaml/parser/fast/characters.ts';
import { skipWhite } from '../../yaml/parser/fast/lines.ts';
import { orUnsupported, UNSUPPORTED } from '../../yaml/parser/parser.ts';
import type { SourceText } from '../../yaml/source.ts';
import { skipJson } from './json-skip.ts';

/**
 * Returns the start of the second of the JSON objects at `start`…`end` that follow each other without a document marker, as kubectl reads
 * them from one file; undefined if there is at most one.
 */
export function nextJson(source: SourceText, start: number, end: number): number | undefined {
  const { text, codes } = source;
  const content = skipWhite(codes, start);
  const first = isMarker(text, content) ? skipWhite(codes, content + '---'.length) : content;
  if (first >= end || codes[first] !== OPEN_BRACE) return undefined;
  const firstEnd = orUnsupported(() => skipJson(source, first));
  if (firstEnd === UNSUPPORTED) return undefined;
  const next = skipWhite(codes, firstEnd);
  return next < end && codes[next] === OPEN_BRACE ? next : undefined;
}
