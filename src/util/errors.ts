import type { ErrorCode } from './error-codes.ts';

/** A reason to reject something: the code for programs, the message for people. */
export interface Problem {
  code: ErrorCode;
  message: string;
}

/** Something that makes an answer impossible: wrong input, usage or configuration. Nothing is written to stdout; exit code 2. */
export class PreparationError extends Error implements Problem {
  override name = 'PreparationError';
  readonly code: ErrorCode;
  readonly exitCode: number = 2;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Returns a PreparationError with another message, for `throw` in a `catch`; other errors are returned unchanged. */
export function reworded(error: unknown, reword: (message: string) => string): unknown {
  return error instanceof PreparationError ? new PreparationError(error.code, reword(error.message)) : error;
}

/** Formats an error for stderr. `prepare-contrast explain CODE` shows what its code means. */
export function errorText({ code, message }: PreparationError): string {
  return `prepare-contrast: error[${code}]: ${message}\n`;
}

/** The line that the last call found: calls with growing offsets of one text continue there instead of at its start. */
let last = { text: '', line: 1, lineStart: 0 };

/** An offset in a text as users count: line and column from 1. */
export function lineAndColumn(text: string, offset: number): { line: number; column: number } {
  const isAfterLast = last.text === text && last.lineStart <= offset;
  let { line, lineStart } = isAfterLast ? last : { line: 1, lineStart: 0 };
  for (
    let next = text.indexOf('\n', lineStart);
    next !== -1 && next < offset;
    next = text.indexOf('\n', next + 1)
  ) {
    line++;
    lineStart = next + 1;
  }
  last = { text, line, lineStart };
  return { line, column: offset - lineStart + 1 };
}

/** The input cannot be read: says where and what to do. */
export class InputError extends PreparationError {
  override name = 'InputError';
  /** Where, and the message without the place, where the place is known. */
  declare readonly cause?: Problem & { offset: number };

  static at(code: ErrorCode, text: string, offset: number, message: string): InputError {
    const { line, column } = lineAndColumn(text, offset);
    return new InputError(code, `line ${line}, column ${column}: ${message}`, {
      cause: { code, offset, message },
    });
  }
}
