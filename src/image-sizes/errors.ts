import { escapeServerText } from '../http/request-error.ts';
import type { ErrorCode } from '../util/error-codes.ts';
import { PreparationError } from '../util/errors.ts';

/** The size of an image cannot be determined. The message names the image. */
export class SizesError extends PreparationError {
  override name = 'SizesError';

  /** `place` is the registry or archive in which the image was looked up. */
  constructor(code: ErrorCode, image: string, message: string, place?: string) {
    const isNamed = place === undefined || message.includes(place);
    super(code, `${escapeServerText(image)}${isNamed ? '' : ` (${place})`}: ${message}`);
  }
}
