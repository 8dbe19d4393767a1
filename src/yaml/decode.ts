import { isAscii } from 'node:buffer';
import { InputError } from '../util/errors.ts';
import { LONGEST_TEXT, tooLong } from '../util/longest-text.ts';
import { linesOf, withCarriageReturns } from './carriage-returns.ts';
import { type SourceText, sourceText } from './source.ts';

/** Control characters except white space. A regular expression is fast from the first call, a loop is not. */
const FORBIDDEN = /[^\t\n\r -~\x80-\uffff]/;

/**
 * Decodes the input; a byte order mark stays in the text.
 * @throws InputError if the bytes are not UTF-8 (files are written in the encoding in which they are read), or contain control characters that YAML forbids (YAML 1.2.2, §5.1).
 */
export function decode(bytes: Uint8Array): string {
  const { text, encoding, carriageReturns } = decodeSource(bytes);
  if (encoding)
    throw new InputError(
      'input-not-utf8',
      'the text is encoded in UTF-16; convert it to UTF-8, for example with "iconv -f UTF-16 -t UTF-8"',
    );
  return carriageReturns ? withCarriageReturns(text) : text;
}

/**
 * The same, for parsers. The bytes of ASCII, as most input is, are used as its code units. UTF-16 with a byte order mark is converted.
 */
export function decodeSource(bytes: Uint8Array): SourceText {
  const source = isAscii(bytes) ? ofAscii(bytes) : (ofUtf16(bytes) ?? sourceText(ofUtf8(bytes)));
  const at = source.text.search(FORBIDDEN);
  if (at !== -1) {
    const code = source.codes[at]!.toString(16).toUpperCase().padStart(2, '0');
    throw InputError.at(
      'input-control-character',
      source.text,
      at,
      `the input contains the control character 0x${code}, which YAML forbids; check that it is a text file`,
    );
  }
  return source;
}

function ofAscii(bytes: Uint8Array): SourceText {
  if (isTooLong(bytes)) throw tooLong(bytes.length, 'the input has');
  const { buffer, byteOffset, length } = bytes;
  const text = Buffer.from(buffer, byteOffset, length).toString('latin1');
  const lines = linesOf(text);
  return lines.carriageReturns ? sourceText(text) : { text, codes: withZero(bytes) };
}

/**
 * Returns the bytes followed by a 0, without a copy if the buffer has room for it. Nothing else may write after the bytes while the codes
 * are in use: stdin is read into a separate buffer; the bytes that `decode` gets may be part of Node's pool, but it drops the codes.
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

/** Decodes UTF-16 with a byte order mark (YAML 1.2.2, §5.2), which is not part of the text; undefined without one. */
function ofUtf16(bytes: Uint8Array): SourceText | undefined {
  const isLittleEndian = bytes[0] === 0xff && bytes[1] === 0xfe;
  const isBigEndian = bytes[0] === 0xfe && bytes[1] === 0xff;
  if (!isLittleEndian && !isBigEndian) return undefined;
  if (bytes.length % 2 === 1)
    throw new InputError(
      'input-not-utf8',
      'the input ends within a character of UTF-16; convert it to UTF-8',
    );
  const units = Buffer.from(bytes.subarray(2));
  const text = (isLittleEndian ? units : units.swap16()).toString('utf16le');
  return { ...sourceText(text), encoding: 'UTF-16' };
}

function ofUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    if (isTooLong(bytes)) throw tooLong(bytes.length, 'the input has');
    throw new InputError(
      'input-not-utf8',
      'the input is not valid UTF-8; save it as UTF-8, or check that it is a manifest',
    );
  }
}

function isTooLong({ length }: Uint8Array): boolean {
  return length > LONGEST_TEXT;
}
