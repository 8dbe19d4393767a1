import { isAscii } from 'node:buffer';
import { InputError } from './errors.ts';
import { type SourceText, sourceText } from './yaml/source-text.ts';

/** Control characters but for white space. A regular expression goes over a text at full speed from the start, and a loop does not. */
const FORBIDDEN = /[^\t\n\r -~\x80-\uffff]/;

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
  const at = source.text.search(FORBIDDEN);
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
