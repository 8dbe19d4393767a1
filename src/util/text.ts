/** Wider lines are hard to read, on however wide a terminal. */
export const WIDEST = 120;

/**
 * Splits the text into lines of at most `width` columns. The caller indents all but the first by `indent` columns. A longer word stays
 * whole, so that it can be copied: the terminal breaks it.
 *
 * @param first Columns that are in use on the first line, by default `indent`.
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

/**
 * Characters that a terminal executes, that reorder the text around them (Unicode, UAX #9), or that UTF-8 or XML 1.0 cannot represent
 * (lone surrogates, noncharacters).
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it matches
const UNPRINTABLE = /[\x00-\x1F\x7F-\x9F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]|\p{Cs}/gu;

/** Escapes unprintable characters as `\u202E`, so that names from manifests can be shown anywhere. Loses nothing. */
export function printable(text: string): string {
  return text.replace(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}

/** Like `printable`, but keeps line breaks. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}
