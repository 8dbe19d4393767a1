import { parseQuantity, UNIT } from '../kubernetes/quantity.ts';
import { type AnnotationError, type Part, problemAt } from './annotation-error.ts';

const EXPECTED = 'a size such as 10Gi';
/** Kubernetes, quantity: the suffixes that mean whole bytes. */
const SUFFIX = /^([kMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?$/;

/**
 * What is wrong with the size of an image store (Contrast documentation, Secure image store); undefined where nothing is.
 * Only the text `0` turns the store off: `contrast generate` compares it, and makes a volume of whatever else it reads.
 */
export function imageStoreProblem(value: string): AnnotationError | undefined {
  const whole: Part = { text: value, offset: 0 };
  const number = /^[0-9]+(\.[0-9]*)?|^\.[0-9]+/.exec(value)?.[0];
  if (number === undefined) return problemAt(whole, `${EXPECTED}, or 0 for no image store`);
  const suffix: Part = { text: value.slice(number.length), offset: number.length };
  if (!SUFFIX.test(suffix.text)) return problemAt(suffix, 'a unit such as Mi, Gi or Ti');
  const quantity = parseQuantity(value);
  if (!quantity) return problemAt(whole, EXPECTED);
  if (quantity.nano === 0n)
    return value === '0' ? undefined : problemAt(whole, `0 for no image store, or ${EXPECTED}`);
  return quantity.nano % UNIT === 0n ? undefined : problemAt(whole, `${EXPECTED} in whole bytes`);
}
