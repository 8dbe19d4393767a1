import { BACKSLASH, DOUBLE_QUOTE, SPACE } from '../parser/fast/characters.ts';
import { printQuoted } from './quote.ts';

/** Size of a block of bytes. */
const CHUNK = 1 << 20;

/** Length from which Node encodes a text faster than a loop. */
const LONG = 300;

/** The last character that has one byte in UTF-8. */
const LAST_ASCII = 0x7f;

const encoder = new TextEncoder();

/** A text as bytes, for what is added to a `ByteText` again and again. */
export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Text that is appended in small parts and stored as bytes in UTF-8, which take one byte for each ASCII character. */
export class ByteBuffer {
  readonly #full: Uint8Array[] = [];
  #chunk = new Uint8Array(0);
  #filled = 0;

  addBytes(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#chunk.set(bytes, this.#filled);
    this.#filled += bytes.length;
  }

  add(text: string): void {
    // A UTF-16 code unit takes at most three bytes.
    this.#makeRoom(text.length * 3);
    if (text.length > LONG) return this.#encode(text);
    const chunk = this.#chunk;
    let filled = this.#filled;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code > LAST_ASCII) return this.#encode(text);
      chunk[filled++] = code;
    }
    this.#filled = filled;
  }

  /** Adds a text as JSON writes it, in double quotes. */
  addQuoted(text: string): void {
    // Two quotes, and each character may get a backslash.
    this.#makeRoom(text.length * 2 + 2);
    const chunk = this.#chunk;
    let filled = this.#filled;
    chunk[filled++] = DOUBLE_QUOTE;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code < SPACE || code >= LAST_ASCII) return this.add(printQuoted(text));
      if (code === DOUBLE_QUOTE || code === BACKSLASH) chunk[filled++] = BACKSLASH;
      chunk[filled++] = code;
    }
    chunk[filled++] = DOUBLE_QUOTE;
    this.#filled = filled;
  }

  /** All of it. */
  pieces(): readonly Uint8Array[] {
    return [...this.#full, this.#chunk.subarray(0, this.#filled)];
  }

  #encode(text: string): void {
    this.#filled += encoder.encodeInto(text, this.#chunk.subarray(this.#filled)).written;
  }

  #makeRoom(most: number): void {
    if (most <= this.#chunk.length - this.#filled) return;
    this.#full.push(this.#chunk.subarray(0, this.#filled));
    this.#chunk = new Uint8Array(Math.max(CHUNK, most));
    this.#filled = 0;
  }
}
