import { PreparationError } from '../util/errors.ts';

/** The number that a flag gives. @throws PreparationError if it is not one from `minimum` to `maximum`. */
export function numberOf(flag: string, text: string, minimum: number, maximum: number): number {
  const value = Number(text);
  if (!/^\d+(?:\.\d+)?$/.test(text) || value < minimum || value > maximum)
    throw new PreparationError(
      'usage-invalid-value',
      `${flag}: invalid number "${text}"; use a number from ${minimum} to ${maximum}`,
    );
  return value;
}
