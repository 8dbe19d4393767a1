/** Words that came up before. */
const known = new Map<string, string>();
const MOST_KNOWN = 10_000;

/**
 * The same text as V8 keeps the names of properties: two of these are compared by where they are, not letter by letter, and looking
 * one up in an object takes no search for it.
 */
export function intern(text: string): string {
  let word = known.get(text);
  if (word === undefined) {
    word = Object.keys({ [text]: 0 })[0]!;
    if (known.size < MOST_KNOWN) known.set(word, word);
  }
  return word;
}
