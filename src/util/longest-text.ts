import { InputError } from './errors.ts';

/** Maximum length of a text, in UTF-16 code units: that of V8's strings on systems with 64 bits. */
export const LONGEST_TEXT = 0x1fffffe8;

/** The error for a longer text; `what` is for example "the input has". */
export function tooLong(length: number, what: string): InputError {
  const mebibytes = (bytes: number) => Math.ceil(bytes / 2 ** 20);
  return new InputError(
    'input-too-large',
    `${what} ${mebibytes(length)} MiB, more than the maximum of ${mebibytes(LONGEST_TEXT)} MiB; split the input`,
  );
}
