const SIZE = 1024;

/** Texts of keys that were read before: the same few hundred stand in an input thousands of times. */
export class KeyTable {
  readonly #known: string[] = new Array<string>(SIZE).fill('');

  /** The text of `start`…`end`, made only where it is new. */
  text(source: string, start: number, end: number): string {
    const length = end - start;
    const first = source.charCodeAt(start);
    const middle = source.charCodeAt(start + (length >> 1));
    const last = source.charCodeAt(end - 1);
    const place = (first * 7 + middle * 31 + last * 131 + length * 523) & (SIZE - 1);
    const known = this.#known[place]!;
    if (known.length === length && isAt(known, source, start)) return known;
    const text = source.slice(start, end);
    this.#known[place] = text;
    return text;
  }
}

function isAt(text: string, source: string, start: number): boolean {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) !== source.charCodeAt(start + index)) return false;
  }
  return true;
}
