import type { ErrorCode } from '../util/error-codes.ts';
import { PreparationError } from '../util/errors.ts';

/** A failed request. `again`: it may succeed if it is retried. */
export class RequestError extends PreparationError {
  override name = 'RequestError';
  readonly again: boolean;
  /** How long the server asks to wait, in ms. */
  readonly wait: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    { again = false, wait }: { again?: boolean; wait?: number | undefined } = {},
  ) {
    super(code, message);
    this.again = again;
    this.wait = wait;
  }
}

/** Makes text from a server safe for a message: one line of limited length without control characters. */
export function escapeServerText(text: string, length = 300): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
  return clean.length > length ? `${clean.slice(0, length)}…` : clean;
}
