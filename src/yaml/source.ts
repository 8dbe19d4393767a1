import { type Lines, linesOf } from './carriage-returns.ts';

/** The UTF-16 code units of a text, followed by a 0. */
export type Codes = Uint8Array | Uint16Array;

/** A text with its code units: parsers read elements of an array several times faster than characters of a string. */
export interface SourceText extends Lines {
  readonly codes: Codes;
  /** The encoding of the input, and the files that have it, if it is not UTF-8, which the output always is. */
  readonly encoding?: string;
}

/** Builds a SourceText from a string. @throws InputError as `linesOf` does. */
export function sourceText(given: string): SourceText {
  const lines = linesOf(given);
  return { ...lines, codes: asciiCodes(lines.text) ?? allCodes(lines.text) };
}

/** Returns one byte for each character; undefined if one is not ASCII. */
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
