/**
 * Where lines begin. What was found is remembered, since a whole JSON input may be a single line, of which every edit would look for
 * the start again.
 */
export class LineStarts {
  readonly text: string;
  /** Start of the line that was last looked for, and an offset up to which it is known to have no break. */
  #start = 0;
  #known = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Start of the line of `offset`. */
  of(offset: number): number {
    if (offset < this.#start) this.#start = this.text.slice(0, offset).lastIndexOf('\n') + 1;
    else if (offset > this.#known) {
      const behind = this.text.slice(this.#known, offset).lastIndexOf('\n');
      if (behind !== -1) this.#start = this.#known + behind + 1;
    } else return this.#start;
    this.#known = offset;
    return this.#start;
  }

  /** The white space at the start of the line of `offset`, as far as it stands in front of `offset`. */
  marginOf(offset: number): string {
    return /^[ \t]*/.exec(this.text.slice(this.of(offset), offset))![0];
  }
}
