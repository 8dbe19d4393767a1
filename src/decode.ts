import { isAscii } from 'node:buffer';
import { InputError } from './errors.ts';
import { type SourceText, sourceText } from './yaml/source-text.ts';

/**
 * The input as text; a byte order mark stays in it.
 * @throws InputError where the bytes are no UTF-8 or hold control characters that YAML forbids (YAML 1.2.2, §5.1).
 */
export function decode(bytes: Uint8Array): string {
  return decodeSource(bytes).text;
}

/** The same, for readers. ASCII, which nearly all input is, is its own code units. */
export function decodeSource(bytes: Uint8Array): SourceText {
  const source = isAscii(bytes) ? ofAscii(bytes) : sourceText(ofUtf8(bytes));
  const at = firstControl(source);
  if (at !== -1) {
    const code = source.codes[at]!.toString(16).toUpperCase().padStart(2, '0');
    throw InputError.at(
      source.text,
      at,
      `the input holds the control character 0x${code}, which YAML forbids: is this a text file?`,
    );
  }
  return source;
}

function ofAscii(bytes: Uint8Array): SourceText {
  const { buffer, byteOffset, length } = bytes;
  const text = Buffer.from(buffer, byteOffset, length).toString('latin1');
  return { text, codes: withZero(bytes) };
}

/**
 * The bytes and a 0 behind them; what was read from a pipe or file has room for it. Nothing else may write behind the bytes while
 * the codes are in use: stdin is read into a buffer of its own, and what `decode` is given may lie in Node's pool, but its codes are
 * not kept.
 */
function withZero(bytes: Uint8Array): Uint8Array {
  const { buffer, byteOffset, length } = bytes;
  if (buffer.byteLength > byteOffset + length) {
    const wider = new Uint8Array(buffer, byteOffset, length + 1);
    if (wider[length] === 0) return wider;
  }
  const copy = new Uint8Array(length + 1);
  copy.set(bytes);
  return copy;
}

function ofUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InputError(
      'the input is no UTF-8 text: save it as UTF-8, or check that it is a manifest at all',
    );
  }
}

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const DELETE = 0x7f;

/** Where the first control character stands that YAML forbids; -1 where there is none. */
function firstControl({ text, codes }: SourceText): number {
  const { length } = text;
  const start = codes instanceof Uint8Array ? lookAtWords(codes, length) : 0;
  for (let at = start; at < length; at++) if (isControl(codes[at]!)) return at;
  return -1;
}

/** Up to where there is no forbidden character: four bytes are looked at in one go. */
function lookAtWords(bytes: Uint8Array, length: number): number {
  if (bytes.byteOffset % 4 !== 0) return 0;
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, length >> 2);
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    // The high bit of a byte of the first term is set where that is below 0x20, of the second where it is 0x7f.
    if (((((word - 0x20202020) & ~word) | (word + 0x01010101)) & 0x80808080) === 0) continue;
    for (let at = index * 4; at < index * 4 + 4; at++) if (isControl(bytes[at]!)) return at;
  }
  return words.length * 4;
}

function isControl(code: number): boolean {
  if (code >= SPACE) return code === DELETE;
  return code !== LF && code !== TAB && code !== CR;
}
