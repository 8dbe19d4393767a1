/** A part of an output: text, or its bytes in UTF-8. */
export type Piece = string | Uint8Array;

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
