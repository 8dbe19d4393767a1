import { intern } from '../../../util/intern.ts';
import type { SourceText } from '../../source.ts';
import { ALL, addMask, type KeyMask, type KeyMaskOf } from './key-mask.ts';

/** A power of two, many times larger than the number of different keys in manifests. */
const SIZE = 4096;

/** A source, and the mask of the keys that were read of it. */
interface Reading extends SourceText, KeyMask {}

/** The keys of one source that were read before: an input repeats the same few hundred keys thousands of times. */
export class KeyTable {
  readonly #maskOf: KeyMaskOf;
  readonly #texts: string[] = new Array<string>(SIZE).fill('');
  /** The first offset of each key, and its mask. */
  readonly #places = new Uint32Array(SIZE);
  readonly #low = new Int32Array(SIZE);
  readonly #high = new Int32Array(SIZE);

  constructor(maskOf: KeyMaskOf = () => ALL) {
    this.#maskOf = maskOf;
  }

  /** Returns the text of the key at `start`…`end`; a string is made only for a new key. */
  read(reading: Reading, start: number, end: number): string {
    let hash = 0;
    for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + reading.codes[at]!) | 0;
    return this.find(reading, start, end, hash);
  }

  /** The same for a caller that has the hash of the key's characters. */
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

  /** Adds a key that is written with escapes. */
  note(reading: KeyMask, key: string): void {
    addMask(reading, this.#maskOf(key));
  }

  #isAt(slot: number, codes: SourceText['codes'], start: number, length: number): boolean {
    if (this.#texts[slot]!.length !== length) return false;
    const place = this.#places[slot]!;
    let index = 0;
    while (index < length && codes[place + index] === codes[start + index]) index++;
    return index === length;
  }

  #put(slot: number, text: string, start: number): void {
    const { low, high } = this.#maskOf(text);
    this.#texts[slot] = intern(text);
    this.#places[slot] = start;
    this.#low[slot] = low;
    this.#high[slot] = high;
  }
}
