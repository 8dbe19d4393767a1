import { MEBIBYTE, type Quantity, UNIT } from './quantity.ts';
import { type Amount, amountOf, type ResourceField, type ResourceHolder } from './resources.ts';

/** A memory amount that can be counted on. */
export interface SoundAmount extends Amount {
  quantity: Quantity;
}

/**
 * What is wrong with an amount of memory as written, and what was probably meant; undefined where nothing is.
 * A request of 0 is fine, a limit of 0 is none.
 */
export function memoryProblem({ scalar, quantity }: Amount, field: ResourceField): string | undefined {
  if (!scalar) return 'is no quantity but a map or a list: write an amount such as 512Mi';
  const text = JSON.stringify(scalar.value);
  if (!quantity) {
    return scalar.style === 'plain' && /^[-+]?[0-9._xobXOB]+$/.test(scalar.value)
      ? `${text} is a number that YAML readers take differently: write it with a unit, such as 512Mi, or in quotes`
      : `${text} is no quantity of Kubernetes: write an amount such as 512Mi`;
  }
  if (quantity.nano < 0n) return `${text} is negative: write an amount such as 512Mi`;
  if (quantity.nano % UNIT !== 0n) return `${text} has a fraction of a byte${milliHint(scalar.value)}`;
  if (quantity.nano === 0n)
    return field === 'limits'
      ? `${text} is no limit to Kubernetes: write an amount such as 512Mi`
      : undefined;
  if (quantity.nano < MEBIBYTE)
    return `${text} is less than 1Mi: is a unit missing, as in ${parseInt(scalar.value, 10) || 512}Mi?`;
  return undefined;
}

function milliHint(text: string): string {
  const milli = /^([0-9]+)m$/.exec(text.trim());
  return milli
    ? `, since "m" means thousandths: was ${milli[1]}Mi meant?`
    : ': write an amount such as 512Mi';
}

/** An amount without problems; `undefined` where none is declared, `'unsound'` where it cannot be counted on. */
export function soundMemory(
  holder: ResourceHolder,
  field: ResourceField,
): SoundAmount | 'unsound' | undefined {
  const amount = amountOf(holder, field, 'memory');
  if (!amount) return undefined;
  const { quantity } = amount;
  return quantity && memoryProblem(amount, field) === undefined ? { ...amount, quantity } : 'unsound';
}
