import { printable } from '../../../util/text.ts';

/** Invisible, and separates the text before and after it. */
const NOTHING = '&#8203;';

/**
 * What a manifest holds is text in Markdown, whatever it looks like: neither markup nor HTML, nor a mention of somebody, of an issue or
 * of a page, which hosts look for in what is shown, however it was written.
 */
export function text(value: string): string {
  return htmlText(value)
    .replace(/[\\`*_{}[\]|~^]/g, '\\$&')
    .replace(/^[-+#=]|(?<=^\d+)[.)]/, `${NOTHING}$&`);
}

/** The same inside of HTML, where Markdown does not apply. Digests stay whole, so that they can be copied. */
export function htmlText(value: string): string {
  return printable(value)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/@(?=\w)(?!sha\d+:)|[#!~%](?=\w)|\$|:(?=\/\/)|\bwww(?=\.)/gi, `$&${NOTHING}`);
}

/** As code, which is shown as it is: between more backticks than it has. */
export function code(value: string): string {
  const shown = printable(value);
  if (shown.trim() === '') return shown === '' ? '(empty)' : '(blank)';
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  // A blank at both ends is taken off again; it keeps backticks apart, and blanks of the text itself.
  const gap = /^[ `]|[ `]$/.test(shown) ? ' ' : '';
  return `${fence}${gap}${shown}${gap}${fence}`;
}

/** A row of a table. A bar would end its cell, even in code, unless the backslashes before it are odd in number. */
function row(cells: readonly string[]): string {
  const withoutBars = (cell: string) => cell.replace(/(?<!\\)((?:\\\\)*)\|/g, '$1\\|');
  return `| ${cells.map(withoutBars).join(' | ')} |`;
}

/** A table whose first columns are words and whose others, from `figures` on, are figures. */
export function table(head: readonly string[], figures: number, rows: readonly string[][]): string {
  const marks = head.map((_, column) => (column < figures ? '---' : '---:'));
  return [row(head), row(marks), ...rows.map(row)].join('\n');
}

/** Folded up until somebody wants it. `summary` is HTML. */
export function details(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}
