/**
 * Finds the starts of lines. The last one is remembered: a JSON input may be a single line, and every edit would search all of it.
 */
export class LineIndex {
  readonly text: string;
  /** Start of the last line that was found, and an offset up to which it has no line break. */
  #start = 0;
  #known = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Start of the line of `offset`. */
  of(offset: number): number {
    if (offset < this.#start) this.#start = this.text.slice(0, offset).lastIndexOf('\n') + 1;
    else if (offset > this.#known) {
      const lineBreak = this.text.slice(this.#known, offset).lastIndexOf('\n');
      if (lineBreak !== -1) this.#start = this.#known + lineBreak + 1;
    } else return this.#start;
    this.#known = offset;
    return this.#start;
  }

  /** The white space at the start of the line of `offset`, up to `offset`. */
  marginOf(offset: number): string {
    return /^[ \t]*/.exec(this.text.slice(this.of(offset), offset))![0];
  }
}
