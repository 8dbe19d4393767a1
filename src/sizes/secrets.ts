/** Passwords and tokens of this run, so that no message can carry one. */
export class Secrets {
  readonly #known = new Set<string>();

  /** Short texts are left out: they would be found in ordinary words. */
  add(secret: string): void {
    if (secret.length >= 4) this.#known.add(secret);
  }

  redact(text: string): string {
    let safe = text;
    // Longest first, so that no part of a longer one is left.
    for (const secret of [...this.#known].sort((a, b) => b.length - a.length))
      safe = safe.replaceAll(secret, '***');
    return safe;
  }
}
