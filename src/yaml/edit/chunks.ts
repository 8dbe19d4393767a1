/** A part of an output: text, or its bytes in UTF-8. */
export type Chunk = string | Uint8Array;

/** Joins chunks to one string. */
export function joinChunks(pieces: Iterable<Chunk>): string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let text = '';
  for (const piece of pieces) text += typeof piece === 'string' ? piece : decoder.decode(piece);
  return text;
}

/** Returns the chunks of a text without its final line break. */
export function* withoutFinalBreak(pieces: Iterable<Chunk>): Generator<Chunk> {
  let last: Chunk = '';
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
