/** Something that makes an answer impossible: wrong input, usage or configuration. Nothing is written to stdout; exit code 2. */
export class PreparationError extends Error {
  override name = 'PreparationError';
  readonly exitCode: number = 2;
}

/** An offset in a text as users count: line and column from 1. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (let next = text.indexOf('\n'); next !== -1 && next < offset; next = text.indexOf('\n', next + 1)) {
    line++;
    lineStart = next + 1;
  }
  return { line, column: offset - lineStart + 1 };
}

/** The input cannot be read: says where and what to do. */
export class InputError extends PreparationError {
  override name = 'InputError';
  /** Where, and the message without the place, where the place is known. */
  declare readonly cause?: { offset: number; message: string };

  static at(text: string, offset: number, message: string): InputError {
    const { line, column } = lineAndColumn(text, offset);
    return new InputError(`line ${line}, column ${column}: ${message}`, { cause: { offset, message } });
  }
}
