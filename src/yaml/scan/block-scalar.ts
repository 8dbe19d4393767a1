import type { ScalarNode } from '../node.ts';
import { CR, GREATER, HASH, HYPHEN, LF, PLUS, SPACE, TAB } from './characters.ts';
import { findContent, skipSpaces } from './lines.ts';
import { notMine, type Scan } from './state.ts';

/** A line of a block scalar: its text without indent and line break, and how far it is indented more than the first. */
interface Line {
  text: string;
  more: number;
}

/**
 * The literal or folded scalar whose header begins at `start`, in a collection at `parentColumn`; goes to the line behind it.
 * Explicit indents (`|2`), scalars without content, and blank lines at an end that have more spaces than the indent are not read
 * here.
 */
export function readBlockScalar(scan: Scan, start: number, parentColumn: number): ScalarNode {
  const { text, codes, end } = scan;
  const isFolded = codes[start]! === GREATER;
  const chomp = codes[start + 1]!;
  const hasChomp = chomp === HYPHEN || chomp === PLUS;
  let lineStart = endOfHeader(scan, hasChomp ? start + 2 : start + 1);
  const lines: Line[] = [];
  let indent = -1;
  let longestBlank = 0;
  let contentEnd = -1;
  let contentLines = 0;
  while (lineStart < end) {
    let at = lineStart;
    while (codes[at]! === SPACE) at++;
    const column = at - lineStart;
    let lineBreak = text.indexOf('\n', at);
    if (lineBreak === -1 || lineBreak > end) lineBreak = end;
    const lineEnd = lineBreak > at && codes[lineBreak - 1]! === CR ? lineBreak - 1 : lineBreak;
    if (lineEnd <= at) {
      if (indent === -1) longestBlank = Math.max(longestBlank, column);
      const more = indent === -1 ? 0 : Math.max(0, column - indent);
      lines.push({ text: ' '.repeat(more), more });
    } else {
      if (column <= parentColumn) break;
      if (codes[at]! === TAB && (isFolded || column < indent || indent === -1)) notMine();
      if (indent === -1) indent = column;
      if (column < indent || indent < longestBlank) notMine();
      lines.push({ text: text.slice(lineStart + indent, lineEnd), more: column - indent });
      contentLines = lines.length;
      contentEnd = Math.min(lineBreak + 1, end);
    }
    lineStart = lineBreak + 1;
  }
  if (contentLines === 0) notMine();
  const blankLines = lines.length - contentLines;
  if (lines.some(({ text: blank }, index) => index >= contentLines && blank !== '')) notMine();
  lines.length = contentLines;
  let value = isFolded ? fold(lines) : lines.map((line) => line.text).join('\n');
  let nodeEnd = contentEnd;
  if (chomp === PLUS) {
    // What `+` keeps at the end of the input depends on how that ends.
    if (blankLines > 0 && (lineStart > end || codes[lineStart - 1]! !== LF)) notMine();
    value += '\n'.repeat(blankLines + 1);
    if (blankLines > 0) nodeEnd = lineStart;
  } else if (chomp !== HYPHEN) value += '\n';
  findContent(scan, lineStart);
  if (scan.column > parentColumn) notMine();
  return { kind: 'scalar', value, style: 'block', start, end: nodeEnd };
}

/** Start of the line after the header; only a comment may follow on the header's own. */
function endOfHeader({ text, codes, end }: Scan, position: number): number {
  let at = skipSpaces(codes, position);
  if (codes[at]! === HASH && at > position) {
    at = text.indexOf('\n', at);
    if (at === -1) notMine();
  } else if (codes[at]! === CR) at++;
  if (codes[at]! !== LF || at >= end) notMine();
  return at + 1;
}

/** Lines of a folded scalar as one text (YAML 1.2.2, §8.1.3): single line breaks between equally indented lines are spaces. */
function fold(lines: readonly Line[]): string {
  let value = '';
  let separator = '';
  let leading = true;
  let wasMore = false;
  for (const { text, more } of lines) {
    if (leading && text === '') {
      value += '\n';
      continue;
    }
    leading = false;
    if (more > 0) {
      if (separator === ' ') separator = '\n';
      else if (!wasMore && separator === '\n') separator = '\n\n';
      value += separator + text;
      separator = '\n';
      wasMore = true;
    } else if (text === '') {
      if (separator === '\n') value += '\n';
      else separator = '\n';
    } else {
      value += separator + text;
      separator = ' ';
      wasMore = false;
    }
  }
  return value;
}
