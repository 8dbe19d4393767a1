import type { ScalarNode } from '../../node.ts';
import type { Codes } from '../../source.ts';
import { unsupported } from '../parser.ts';
import { COLON, CR, DELETE, LF } from './characters.ts';
import { finishLine, skipSpaces } from './lines.ts';
import { beginsPlain, plain, plainEnd } from './scalars.ts';
import type { FastParse } from './state.ts';

/**
 * Parses the plain scalar whose first line is `start`…`end`, in a collection with indentation `column`; ends at the content after it.
 * Following lines with more indentation continue it, as printers that break long lines write it.
 */
export function readPlain(state: FastParse, start: number, end: number, column: number): ScalarNode {
  finishLine(state, end);
  const first = plain(state.text, start, end);
  return state.column > column ? readFolded(state, first, column) : first;
}

/** Folds lines (YAML 1.2.2, §7.3.3). Empty lines, and lines that may begin another node, are unsupported. */
function readFolded(
  state: FastParse,
  { value: firstLine, start, end: firstEnd }: ScalarNode,
  column: number,
): ScalarNode {
  const { text, codes } = state;
  let value = firstLine;
  let end = firstEnd;
  do {
    const { at } = state;
    if (lineBelow(codes, end) !== state.lineStart || !continuesPlain(codes, at)) unsupported();
    end = plainEnd(state, at);
    if (codes[end] === COLON) unsupported();
    value += ` ${text.slice(at, end)}`;
    finishLine(state, end);
  } while (state.column > column);
  return { kind: 'scalar', value, style: 'plain', start, end };
}

/** True if the text at `at` can only continue a plain scalar. Quotes and brackets are not indicators there. */
function continuesPlain(codes: Codes, at: number): boolean {
  const code = codes[at]!;
  return beginsPlain(codes, at) || (code < DELETE && !'#-?:'.includes(String.fromCharCode(code)));
}

/** Start of the line after `end`, if only white space is between them; -1 otherwise. */
function lineBelow(codes: Codes, end: number): number {
  let at = skipSpaces(codes, end);
  if (codes[at] === CR) at++;
  return codes[at] === LF ? at + 1 : -1;
}
