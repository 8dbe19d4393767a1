/** A part of an output: text, or its bytes in UTF-8. */
export type Piece = string | Uint8Array;

/** Bytes that are put together. */
const CHUNK = 1 << 20;
/** Characters that become bytes at a time: fewer take more calls, more take longer to be made one string. */
const OPEN = 1 << 15;

/** Text that is made a little at a time and kept as bytes, which take no more memory than it has characters. */
export class ByteText {
  readonly #encoder = new TextEncoder();
  readonly #chunks: Uint8Array[] = [];
  #chunk = new Uint8Array(0);
  #filled = 0;
  #open = '';

  /** Adds what `write` puts behind the text that it is given. */
  add(write: (text: string) => string): void {
    this.#open = write(this.#open);
    if (this.#open.length > OPEN) this.#close();
  }

  /** All of it. */
  pieces(): readonly Uint8Array[] {
    this.#close();
    return [...this.#chunks, this.#chunk.subarray(0, this.#filled)];
  }

  #close(): void {
    // A UTF-16 code unit takes three bytes at most.
    const most = this.#open.length * 3;
    if (most > this.#chunk.length - this.#filled) {
      this.#chunks.push(this.#chunk.subarray(0, this.#filled));
      this.#chunk = new Uint8Array(Math.max(CHUNK, most));
      this.#filled = 0;
    }
    this.#filled += this.#encoder.encodeInto(this.#open, this.#chunk.subarray(this.#filled)).written;
    this.#open = '';
  }
}

/** Pieces as one string. */
export function joinPieces(pieces: Iterable<Piece>): string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let text = '';
  for (const piece of pieces) text += typeof piece === 'string' ? piece : decoder.decode(piece);
  return text;
}

/** The pieces of a text without the line break that it ends with. */
export function* withoutFinalBreak(pieces: Iterable<Piece>): Generator<Piece> {
  let last: Piece = '';
  for (const piece of pieces) {
    if (piece.length === 0) continue;
    yield last;
    last = piece;
  }
  yield typeof last === 'string' ? last.replace(/\r?\n$/, '') : last.subarray(0, breakStart(last));
}

const LF = 0x0a;
const CR = 0x0d;

function breakStart(bytes: Uint8Array): number {
  if (bytes.at(-1) !== LF) return bytes.length;
  return bytes.at(-2) === CR ? bytes.length - 2 : bytes.length - 1;
}
