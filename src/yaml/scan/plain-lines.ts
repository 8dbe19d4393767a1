import type { ScalarNode } from '../node.ts';
import type { Codes } from '../source-text.ts';
import { COLON, CR, DELETE, LF } from './characters.ts';
import { finishLine, skipSpaces } from './lines.ts';
import { beginsPlain, plain, plainEnd } from './scalars.ts';
import { notMine, type Scan } from './state.ts';

/**
 * The plain scalar whose first line stands at `start`…`end`, in a collection at `column`; goes to the line behind it. Lines below that
 * are indented more belong to it, as in the output of printers that break long lines.
 */
export function readPlain(scan: Scan, start: number, end: number, column: number): ScalarNode {
  finishLine(scan, end);
  const first = plain(scan.text, start, end);
  return scan.column > column ? readFolded(scan, first, column) : first;
}

/** Line breaks become spaces (YAML 1.2.2, §7.3.3). Blank lines, and lines that might begin something else, are not read here. */
function readFolded(
  scan: Scan,
  { value: firstLine, start, end: firstEnd }: ScalarNode,
  column: number,
): ScalarNode {
  const { text, codes } = scan;
  let value = firstLine;
  let end = firstEnd;
  do {
    const { at } = scan;
    if (lineBelow(codes, end) !== scan.lineStart || !continuesPlain(codes, at)) notMine();
    end = plainEnd(scan, at);
    if (codes[end] === COLON) notMine();
    value += ` ${text.slice(at, end)}`;
    finishLine(scan, end);
  } while (scan.column > column);
  return { kind: 'scalar', value, style: 'plain', start, end };
}

/** True where the text at `at` can only be a further line of a plain scalar. Quotes and brackets mean nothing there. */
function continuesPlain(codes: Codes, at: number): boolean {
  const code = codes[at]!;
  return beginsPlain(codes, at) || (code < DELETE && !'#-?:'.includes(String.fromCharCode(code)));
}

/** Start of the line below that of `end`, where nothing but white space stands between them; -1 otherwise. */
function lineBelow(codes: Codes, end: number): number {
  let at = skipSpaces(codes, end);
  if (codes[at] === CR) at++;
  return codes[at] === LF ? at + 1 : -1;
}
