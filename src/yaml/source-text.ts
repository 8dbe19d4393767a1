/** UTF-16 code units of a text, and a 0 behind the last. */
export type Codes = Uint8Array | Uint16Array;

/** A text as the readers go through it: a loop reads the elements of an array several times faster than the characters of a string. */
export interface SourceText {
  readonly text: string;
  readonly codes: Codes;
}

/** A text that is no more than a string so far. */
export function sourceText(text: string): SourceText {
  return { text, codes: asciiCodes(text) ?? allCodes(text) };
}

/** One byte for each character, where all of them are ASCII. */
function asciiCodes(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length + 1);
  const { read, written } = new TextEncoder().encodeInto(text, bytes);
  return read === text.length && written === read ? bytes : undefined;
}

function allCodes(text: string): Uint16Array {
  const codes = new Uint16Array(text.length + 1);
  for (let index = 0; index < text.length; index++) codes[index] = text.charCodeAt(index);
  return codes;
}
