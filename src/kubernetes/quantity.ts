import type { ScalarNode } from '../yaml/node.ts';

/** A Kubernetes quantity: its exact value and the text it was written in. */
export interface Quantity {
  /** Value in units of 10⁻⁹, the smallest step that Kubernetes keeps (memory: nanobytes, CPU: nanocores). */
  readonly nano: bigint;
  readonly text: string;
}

/** One whole unit (a byte, a CPU) in nano. */
export const UNIT = 1_000_000_000n;
/** One MiB in nanobytes. */
export const MEBIBYTE = UNIT << 20n;

const DECIMAL_EXPONENTS: Record<string, number> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY_SHIFTS: Record<string, bigint> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };

/** Kubernetes, `resource.maxAllowed`: a larger quantity with a binary suffix is stored as this. */
const MAX_BINARY = ((1n << 63n) - 1n) * UNIT;

/** No quantity of a cluster is longer; keeps hostile input from costing time. */
const MAX_LENGTH = 128;
const MAX_EXPONENT = 128;

const SYNTAX = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:([KMGTPE]i|[numkMGTPE])|[eE]([+-]?[0-9]+))?$/;

/**
 * Reads a quantity as the API server does (Kubernetes, `resource.ParseQuantity`): what is finer than nano is
 * rounded away from zero. Undefined for text that is not a quantity, and for one beyond any machine
 * (128 characters, an exponent past ±128).
 */
export function parseQuantity(text: string): Quantity | undefined {
  const match = text.length <= MAX_LENGTH ? SYNTAX.exec(text) : null;
  if (!match) return undefined;
  const [, sign, whole = '', fraction = '', suffix = '', exponentText] = match;
  if (whole === '' && fraction === '') return undefined;

  const shift = BINARY_SHIFTS[suffix];
  const exponent = Number(exponentText ?? DECIMAL_EXPONENTS[suffix] ?? 0);
  if (Math.abs(exponent) > MAX_EXPONENT) return undefined;

  const digits = BigInt(whole + fraction) << (shift ?? 0n);
  let nano = scaleUp(digits, exponent + 9 - fraction.length);
  if (shift !== undefined && nano > MAX_BINARY) nano = MAX_BINARY;
  return { nano: sign === '-' ? -nano : nano, text };
}

/** `value` × 10^`exponent` for a `value` that is not negative, rounded up to a whole number. */
function scaleUp(value: bigint, exponent: number): bigint {
  return exponent >= 0 ? value * 10n ** BigInt(exponent) : divideUp(value, 10n ** BigInt(-exponent));
}

/** Manifests write few different quantities, and rules read each of them many times: by their texts, as YAML numbers and in quotes. */
const plain = new Map<string, Quantity | undefined>();
const quoted = new Map<string, Quantity | undefined>();
const MOST_PARSED = 1000;

/**
 * The quantity that a field of a manifest holds. Undefined where it is none, and where YAML readers disagree
 * about it: an unquoted `010` is ten for YAML 1.2 and eight for YAML 1.1, and a long unquoted number
 * loses its last digits in readers that keep numbers as floats.
 */
export function quantityOf(scalar: ScalarNode): Quantity | undefined {
  const known = isNumberTo(scalar) ? plain : quoted;
  const { value } = scalar;
  let quantity = known.get(value);
  if (quantity === undefined && !known.has(value)) {
    quantity = known === plain && isAmbiguousNumber(value) ? undefined : parseTrimmed(value);
    if (known.size < MOST_PARSED) known.set(value, quantity);
  }
  return quantity;
}

/** The API server trims the JSON string before it parses it. */
function parseTrimmed(text: string): Quantity | undefined {
  const quantity = parseQuantity(text.trim());
  return quantity && { nano: quantity.nano, text };
}

/** True where a YAML reader may take the scalar as a number instead of as text. */
function isNumberTo(scalar: ScalarNode): boolean {
  if (scalar.tag !== undefined) return !/^(!|!!str|!?<?tag:yaml\.org,2002:str>?)$/.test(scalar.tag);
  return scalar.style === 'plain';
}

function isAmbiguousNumber(text: string): boolean {
  if (/^[-+]?0[0-9]+$/.test(text)) return true;
  if (!/^[-+]?[0-9]*(?:\.[0-9]*)?([eE][-+]?[0-9]+)?$/.test(text)) return false;
  const significant = text
    .replace(/[eE].*$/, '')
    .replace(/[-+.]/g, '')
    .replace(/^0+/, '');
  return significant.length > 15;
}

/** The exact sum in nano. */
export function sumOf(quantities: Iterable<Quantity>): bigint {
  let sum = 0n;
  for (const quantity of quantities) sum += quantity.nano;
  return sum;
}

/** The largest of some amounts; `Math.max` takes no bigint. */
export function maxOf(one: bigint, other: bigint): bigint {
  return other > one ? other : one;
}

function divideDown(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor < 0n ? quotient - 1n : quotient;
}

function divideUp(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor > 0n ? quotient + 1n : quotient;
}

/** Whole MiB in an amount of nanobytes; the rest is dropped. */
export function floorMebibytes(nano: bigint): number {
  return Number(divideDown(nano, MEBIBYTE));
}

/** The fewest whole MiB that hold an amount of nanobytes. */
export function ceilMebibytes(nano: bigint): number {
  return Number(divideUp(nano, MEBIBYTE));
}

/** The fewest whole units (CPUs) that hold an amount of nano. */
export function ceilWhole(nano: bigint): number {
  return Number(divideUp(nano, UNIT));
}

/** Rounds an amount of nano up to whole units (`resource.Quantity.Value`). */
export function roundUpToUnit(nano: bigint): bigint {
  return divideUp(nano, UNIT) * UNIT;
}

export function mebibytes(count: number): bigint {
  return BigInt(count) * MEBIBYTE;
}

/** An amount of memory as a quantity that can be written to a manifest: `448Mi`, rounded up to whole MiB. */
export function formatMebibytes(nano: bigint): string {
  return `${ceilMebibytes(nano)}Mi`;
}

/** Memory for people: in the largest binary unit that is exact, at worst in bytes or fractions of them. */
export function formatMemory(nano: bigint): string {
  if (nano === 0n) return '0';
  if (nano % UNIT !== 0n) return formatDecimal(nano);
  for (const suffix of ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki']) {
    const unit = UNIT << BINARY_SHIFTS[suffix]!;
    if (nano % unit === 0n) return `${nano / unit}${suffix}`;
  }
  return `${nano / UNIT}`;
}

/** Memory for people where exact bytes would not help them: `512Mi`, `2Gi`; an amount that is not a whole MiB is rounded up to a tenth. */
export function describeMemory(nano: bigint): string {
  if (nano % MEBIBYTE === 0n) return formatMemory(nano);
  return `${Number(divideUp(nano * 10n, MEBIBYTE)) / 10}Mi`;
}

/** CPUs for people and for manifests: `2`, `1250m`. */
export function formatCpu(nano: bigint): string {
  return formatDecimal(nano);
}

/** The shortest exact decimal form: whole units, else milli, micro or nano. */
function formatDecimal(nano: bigint): string {
  if (nano % UNIT === 0n) return `${nano / UNIT}`;
  if (nano % 1_000_000n === 0n) return `${nano / 1_000_000n}m`;
  if (nano % 1_000n === 0n) return `${nano / 1_000n}u`;
  return `${nano}n`;
}
