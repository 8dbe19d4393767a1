import type { ScalarNode } from '../../node.ts';
import { unsupported } from '../parser.ts';
import { CR, GREATER, HASH, HYPHEN, LF, PLUS, SPACE, TAB } from './characters.ts';
import { findContent, skipSpaces } from './lines.ts';
import type { FastParse } from './state.ts';

/** A line of a block scalar: its text without indentation and line break, and its indentation beyond that of the scalar. */
interface Line {
  text: string;
  more: number;
}

/**
 * Parses the literal or folded scalar whose header begins at `start`, in a collection with indentation `parentColumn`; ends at the
 * content after it. Indentation indicators (`|2`), scalars without content, and trailing empty lines with more spaces than the
 * indentation are unsupported.
 */
export function readBlockScalar(state: FastParse, start: number, parentColumn: number): ScalarNode {
  const { text, codes, end } = state;
  const isFolded = codes[start]! === GREATER;
  const chomp = codes[start + 1]!;
  const hasChomp = chomp === HYPHEN || chomp === PLUS;
  let lineStart = endOfHeader(state, hasChomp ? start + 2 : start + 1);
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
      if (codes[at]! === TAB && (isFolded || column < indent || indent === -1)) unsupported();
      if (indent === -1) indent = column;
      if (column < indent || indent < longestBlank) unsupported();
      lines.push({ text: text.slice(lineStart + indent, lineEnd), more: column - indent });
      contentLines = lines.length;
      contentEnd = Math.min(lineBreak + 1, end);
    }
    lineStart = lineBreak + 1;
  }
  if (contentLines === 0) unsupported();
  const blankLines = lines.length - contentLines;
  if (lines.some(({ text: blank }, index) => index >= contentLines && blank !== '')) unsupported();
  lines.length = contentLines;
  let value = isFolded ? fold(lines) : lines.map((line) => line.text).join('\n');
  let nodeEnd = contentEnd;
  if (chomp === PLUS) {
    // At the end of the input, what `+` keeps depends on the final line break.
    if (blankLines > 0 && (lineStart > end || codes[lineStart - 1]! !== LF)) unsupported();
    value += '\n'.repeat(blankLines + 1);
    if (blankLines > 0) nodeEnd = lineStart;
  } else if (chomp !== HYPHEN) value += '\n';
  findContent(state, lineStart);
  if (state.column > parentColumn) unsupported();
  return { kind: 'scalar', value, style: 'block', start, end: nodeEnd };
}

/** Returns the start of the line after the header; only a comment may follow the header on its line. */
function endOfHeader({ text, codes, end }: FastParse, position: number): number {
  let at = skipSpaces(codes, position);
  if (codes[at]! === HASH && at > position) {
    at = text.indexOf('\n', at);
    if (at === -1) unsupported();
  } else if (codes[at]! === CR) at++;
  if (codes[at]! !== LF || at >= end) unsupported();
  return at + 1;
}

/** Folds the lines of a scalar (YAML 1.2.2, §8.1.3): a single line break between lines of equal indentation becomes a space. */
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
