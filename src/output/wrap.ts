/** Wider lines are hard to read, on however wide a terminal. */
export const WIDEST = 120;

/**
 * The text in lines of at most `width` columns, all but the first of them to stand behind `indent` columns. A word that is
 * longer stays whole, so that it can be copied: the terminal breaks it.
 *
 * @param first Columns that are taken on the first line; `indent` where absent.
 */
export function wrap(text: string, width: number, indent: number, first = indent): string[] {
  // No character takes less than a code unit.
  if (text.length <= width - first) return [text];
  const lines: string[] = [''];
  let room = width - first;
  let taken = 0;
  for (const word of text.split(' ')) {
    const columns = columnsOf(word);
    if (taken > 0 && taken + 1 + columns > room) {
      lines.push(word);
      room = width - indent;
      taken = columns;
    } else {
      lines[lines.length - 1] += taken > 0 ? ` ${word}` : word;
      taken += taken > 0 ? columns + 1 : columns;
    }
  }
  return lines;
}

/** Columns that a text takes; what manifests hold is nearly always one column a character. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const _ of text) columns++;
  return columns;
}

/** Text that a terminal shows and does not obey: a manifest may hold control characters in its names. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\x00-\x1F\x7F-\x9F\u202A-\u202E\u2066-\u2069]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    return `\\u${code}`;
  });
}

/** The same for a text of several lines, which stay lines. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
