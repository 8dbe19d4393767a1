/** A pattern in which `*` matches any text, without backtracking: time is linear in the text for each part between stars. */
export class Wildcard {
  readonly #parts: readonly string[];

  constructor(pattern: string) {
    this.#parts = pattern.split(/\*+/);
  }

  /** The same pattern as a regular expression, for engines that do not backtrack (RE2 in CEL). */
  get source(): string {
    return `^${this.#parts.map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`;
  }

  /** True if the whole text matches. */
  test(text: string): boolean {
    const first = this.#parts[0]!;
    if (this.#parts.length === 1) return text === first;
    const last = this.#parts.at(-1)!;
    if (!text.startsWith(first) || !text.endsWith(last)) return false;
    const end = text.length - last.length;
    let next = first.length;
    for (const part of this.#parts.slice(1, -1)) {
      const found = text.indexOf(part, next);
      if (found === -1) return false;
      next = found + part.length;
    }
    return next <= end;
  }
}
