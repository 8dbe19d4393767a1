import { PreparationError } from '../errors.ts';

/** The size of an image cannot be told; the message names the image. */
export class SizesError extends PreparationError {
  override name = 'SizesError';

  /** `place` is the registry or archive that was asked. */
  constructor(image: string, message: string, place?: string) {
    const isNamed = place === undefined || message.includes(place);
    super(`${printable(image)}${isNamed ? '' : ` (${place})`}: ${message}`);
  }
}

/** A request that failed; `again` where it may succeed when it is made once more. */
export class RequestError extends PreparationError {
  override name = 'RequestError';
  readonly again: boolean;
  /** What the server asks to wait, in ms. */
  readonly wait: number | undefined;

  constructor(message: string, { again = false, wait }: { again?: boolean; wait?: number | undefined } = {}) {
    super(message);
    this.again = again;
    this.wait = wait;
  }
}

/** Text from elsewhere for a message: one line of bounded length without control characters. */
export function printable(text: string, length = 300): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim();
  return clean.length > length ? `${clean.slice(0, length)}…` : clean;
}
