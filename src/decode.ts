import { InputError } from './errors.ts';

/**
 * The input as text; a byte order mark stays in it.
 * @throws InputError where the bytes are no UTF-8 or hold control characters that YAML forbids (YAML 1.2.2, §5.1).
 */
export function decode(bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InputError(
      'the input is no UTF-8 text: save it as UTF-8, or check that it is a manifest at all',
    );
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const control = /[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]/.exec(text);
  if (control) {
    const code = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
    throw InputError.at(
      text,
      control.index,
      `the input holds the control character 0x${code}, which YAML forbids: is this a text file?`,
    );
  }
  return text;
}
