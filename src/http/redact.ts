/** Passwords and tokens of this run, to remove them from messages. */
export class Secrets {
  readonly #known = new Set<string>();

  /** Minimum length: shorter texts occur in ordinary words. */
  add(secret: string): void {
    if (secret.length >= 4) this.#known.add(secret);
  }

  redact(text: string): string {
    let safe = text;
    // Longest first, so that no part of a longer secret remains.
    for (const secret of [...this.#known].sort((a, b) => b.length - a.length))
      safe = safe.replaceAll(secret, '***');
    return safe;
  }
}
