import { MEBIBYTE, parseQuantity, type Quantity } from './quantity.ts';
import type { Amount, ResourceHolder } from './resource-holder.ts';
import { amountOf, type ResourceField } from './resources.ts';

/** A memory amount that can be counted on. */
export interface SoundAmount extends Amount {
  quantity: Quantity;
}

/**
 * What is wrong with an amount of memory as written, and what was probably meant; undefined where nothing is.
 * A request of 0 is fine, a limit of 0 is none. Of `0.1Gi` Kubernetes rounds the last byte up.
 */
export function memoryProblem({ scalar, quantity }: Amount, field: ResourceField): string | undefined {
  if (!scalar) return 'it is a map or a list: write an amount such as 512Mi';
  const text = JSON.stringify(scalar.value);
  if (!quantity) {
    return scalar.style === 'plain' && /^[-+]?[0-9._xobXOB]+$/.test(scalar.value)
      ? `${text} is a number that YAML parsers read differently: ${numberHint(scalar.value)}`
      : `${text} is not a quantity of Kubernetes: ${unitHint(scalar.value)}`;
  }
  if (quantity.nano < 0n) return `${text} is negative: write an amount such as 512Mi`;
  if (quantity.nano === 0n)
    return field === 'limits'
      ? `${text} is not a limit for Kubernetes: write an amount such as 512Mi`
      : undefined;
  if (quantity.nano < MEBIBYTE) return `${text} is less than 1Mi${smallHint(scalar.value.trim())}`;
  return undefined;
}

/** In quotes `010` is a quantity, and `0x10` and `1_000` are none. */
function numberHint(text: string): string {
  return parseQuantity(text)
    ? 'write it with a unit, such as 512Mi, or in quotes'
    : 'write an amount such as 512Mi';
}

/** `512MB` and `512mi` mean Mi to those who write them. */
function unitHint(text: string): string {
  const [, amount, prefix] = /^\s*([0-9]+(?:\.[0-9]+)?)\s*([kmgt])i?b?\s*$/i.exec(text) ?? [];
  if (amount === undefined || prefix === undefined) return 'write an amount such as 512Mi';
  return `was ${amount}${prefix.toUpperCase()}i meant?`;
}

function smallHint(text: string): string {
  const [, amount = '512', suffix] = /^([0-9]+)(m?)$/.exec(text) ?? [];
  if (suffix === 'm') return `, since "m" means thousandths of a byte: was ${amount}Mi meant?`;
  return suffix === '' ? `: is a unit missing, as in ${amount}Mi?` : ': write an amount such as 512Mi';
}

/** An amount without problems; `undefined` where none is declared, `'unsound'` where it cannot be counted on. */
export function soundMemory(
  holder: ResourceHolder,
  field: ResourceField,
): SoundAmount | 'unsound' | undefined {
  const amount = amountOf(holder, field, 'memory');
  if (!amount) return undefined;
  const isSound = isPlainlySound(amount) || memoryProblem(amount, field) === undefined;
  return isSound ? (amount as SoundAmount) : 'unsound';
}

/** The fast path for the form of nearly all amounts. */
function isPlainlySound({ quantity }: Amount): boolean {
  return quantity !== undefined && quantity.nano >= MEBIBYTE;
}
