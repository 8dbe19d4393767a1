import { internalized } from '../internalized.ts';
import type { BitsOf, KeyBits } from '../key-bits.ts';
import type { SourceText } from '../source-text.ts';

/** A power of two, many times larger than the number of different keys in manifests. */
const SIZE = 4096;
/** Where nobody says what keys stand for, they stand for everything. */
const EVERYTHING: BitsOf = () => ({ low: -1, high: -1 });

/** What is read, with the bits of its keys so far. */
interface Reading extends SourceText, KeyBits {}

/** Keys that were read before: the same few hundred stand in an input thousands of times. A table is for one source. */
export class KeyTable {
  readonly #bitsOf: BitsOf;
  readonly #texts: string[] = new Array<string>(SIZE).fill('');
  /** Where in the source each of them stood first, and its bits. */
  readonly #places = new Uint32Array(SIZE);
  readonly #low = new Int32Array(SIZE);
  readonly #high = new Int32Array(SIZE);

  constructor(bitsOf: BitsOf = EVERYTHING) {
    this.#bitsOf = bitsOf;
  }

  /** The text of the key at `start`…`end`, made only where it is new. */
  read(reading: Reading, start: number, end: number): string {
    let hash = 0;
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + reading.codes[at]!) | 0;
    return this.find(reading, start, end, hash);
  }

  /** The same, where whoever found its end has made the hash of its characters as well. */
  find(reading: Reading, start: number, end: number, hash: number): string {
    const { codes } = reading;
    const length = end - start;
    let slot = (hash ^ (hash >>> 12) ^ length) & (SIZE - 1);
    // Of two keys that fall into one slot the second goes to the one beside it; a third takes its place.
    if (!this.#isAt(slot, codes, start, length)) {
      const isFree = this.#texts[slot] === '';
      if (!isFree) slot ^= 1;
      if (isFree || !this.#isAt(slot, codes, start, length))
        this.#put(slot, reading.text.slice(start, end), start);
    }
    reading.low |= this.#low[slot]!;
    reading.high |= this.#high[slot]!;
    return this.#texts[slot]!;
  }

  /** A key that is not written as it is meant. */
  note(reading: KeyBits, key: string): void {
    const { low, high } = this.#bitsOf(key);
    reading.low |= low;
    reading.high |= high;
  }

  #isAt(slot: number, codes: SourceText['codes'], start: number, length: number): boolean {
    if (this.#texts[slot]!.length !== length) return false;
    const place = this.#places[slot]!;
    let index = 0;
    while (index < length && codes[place + index] === codes[start + index]) index++;
    return index === length;
  }

  #put(slot: number, text: string, start: number): void {
    const { low, high } = this.#bitsOf(text);
    this.#texts[slot] = internalized(text);
    this.#places[slot] = start;
    this.#low[slot] = low;
    this.#high[slot] = high;
  }
}
