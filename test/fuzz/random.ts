/** Random choices that a seed repeats exactly (mulberry32). */
export class Random {
  #state: number;
  /** How odd this one case is: 0 for plain manifests, 1 for the oddest. */
  readonly oddity: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
    this.oddity = this.pick([0, 0.1, 0.3, 1]);
  }

  /** At least 0, less than 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, at least 0 and less than `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** True with the given probability in the oddest cases, seldom or never in plain ones. */
  odd(probability: number): boolean {
    return this.chance(probability * this.oddity);
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }

  shuffled<T>(from: readonly T[]): T[] {
    const list = [...from];
    for (let index = list.length - 1; index > 0; index--) {
      const other = this.below(index + 1);
      [list[index], list[other]] = [list[other]!, list[index]!];
    }
    return list;
  }
}
