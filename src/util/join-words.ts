/** The words as a sentence has them, each once: `A and B`, `A, B, C and 2 more`. */
export function joinWords(words: readonly string[], most = 3): string {
  if (words.length === 1) return words[0]!;
  const distinct = [...new Set(words)];
  const rest = distinct.length - most;
  const shown = rest > 0 ? [...distinct.slice(0, most), `${rest} more`] : distinct;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** The first `most` items as they are said, and how many there are beyond them: `A, B`, `A, B, C and 2 more`. */
export function firstFew<T>(items: readonly T[], most: number, say: (item: T) => string = String): string {
  const shown = items.slice(0, most).map(say).join(', ');
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}
