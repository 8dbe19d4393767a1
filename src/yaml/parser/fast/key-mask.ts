/**
 * A set of numbers from 0 to 63, stored as two 32-bit integers: the parser unites one set per key that it reads, and this is the fastest
 * form. What the numbers mean is up to the caller that assigns them to keys.
 */
export interface KeyMask {
  /** Bit n is set if the set contains n. */
  low: number;
  /** Bit n is set if the set contains n + 32. */
  high: number;
}

/** Returns the set of a key. */
export type KeyMaskOf = (key: string) => Readonly<KeyMask>;

/** How many different numbers a set can hold. */
export const MASK_SIZE = 64;

/** The set of all numbers. */
export const ALL: Readonly<KeyMask> = { low: -1, high: -1 };

/** Returns a set with one number. */
export function maskWith(number: number): KeyMask {
  return number < 32 ? { low: 1 << number, high: 0 } : { low: 0, high: 1 << (number - 32) };
}

/** Adds the numbers of `more` to `mask`. */
export function addMask(mask: KeyMask, more: Readonly<KeyMask>): void {
  mask.low |= more.low;
  mask.high |= more.high;
}

/** True if the sets have a number in common. */
export function overlaps(left: Readonly<KeyMask>, right: Readonly<KeyMask>): boolean {
  return (left.low & right.low) !== 0 || (left.high & right.high) !== 0;
}
