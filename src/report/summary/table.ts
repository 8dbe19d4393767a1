import { columnsOf } from '../../util/text.ts';

const GAP = 2;

/**
 * Formats a table in aligned columns: the first is aligned left, the others, with figures, right. If a row is wider than `width`, its
 * first cell is on a separate line.
 *
 * @param paintHead Colors the line of titles.
 */
export function formatTable(
  head: string[],
  rows: string[][],
  width = Infinity,
  paintHead = (line: string): string => line,
): string {
  const widthOf = (column: number, lines: string[][]) =>
    Math.max(...lines.map((row) => columnsOf(row[column]!)));
  const figures = head.map((_, column) => (column === 0 ? 0 : widthOf(column, [head, ...rows]) + GAP));
  const room = width - figures.reduce((sum, one) => sum + one, 0);
  const fitting = rows.filter(([name]) => columnsOf(name!) <= room);
  const first = widthOf(0, [head, ...fitting]);
  const line = ([name, ...cells]: string[]) => {
    const rest = cells.map((cell, index) => pad(cell, figures[index + 1]!)).join('');
    const isOwnLine = columnsOf(name!) > Math.max(first, room);
    return isOwnLine
      ? `${name}\n${' '.repeat(first)}${rest}`
      : name + pad(rest, first - columnsOf(name!) + rest.length);
  };
  return [paintHead(line(head).trimEnd()), ...rows.map((row) => line(row).trimEnd())].join('\n');
}

function pad(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - columnsOf(text))) + text;
}
