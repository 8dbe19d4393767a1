/** What a scalar without quotes is to a reader of YAML. */
export type PlainType = 'null' | 'bool' | 'int' | 'float' | 'string';

const BOOLEAN = /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const INTEGER = /^[-+]?(?:0|[1-9][0-9]*|0[0-7]+|0[oO][0-7]+|0[xX][0-9a-fA-F]+|0[bB][01]+)$/;
const FLOAT =
  /^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/**
 * Returns what a plain scalar is to kubectl and `contrast generate`, which read YAML 1.1 with sigs.k8s.io/yaml: `yes` and `on` are booleans, `1_000`
 * and `017` are integers.
 */
export function plainTypeOf(text: string): PlainType {
  if (/^(?:|~|null|Null|NULL)$/.test(text)) return 'null';
  if (BOOLEAN.test(text)) return 'bool';
  if (!/^[-+.0-9]/.test(text)) return 'string';
  const digits = text.replaceAll('_', '');
  if (INTEGER.test(digits)) return 'int';
  if (!FLOAT.test(digits)) return 'string';
  // A number beyond all floats is text.
  return /\d/.test(digits) && !Number.isFinite(Number(digits)) ? 'string' : 'float';
}

/**
 * True for `yes`, `Off` and the like: booleans of YAML 1.1 that are text in YAML 1.2. `contrast generate` reads each document with a library for YAML 1.2
 * and writes it again with quotes before it reads it as kubectl does (Contrast source, internal/kuberesource).
 */
export function isOldBoolean(text: string): boolean {
  return BOOLEAN.test(text) && !/^(?:true|false)$/i.test(text);
}

const CLOCK = '(?:[01]?[0-9]|2[0-3])(?::[0-5]?[0-9]){2}(?:\\.[0-9]+)?';
const TIME = new RegExp(
  `^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?: +${CLOCK}|[Tt]${CLOCK}(?:Z|[-+][0-9]{2}:[0-9]{2}))?$`,
);
const WRITTEN_TIME =
  /^[0-9-]{10}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{0,8}[1-9])?(?:Z|[-+](?!00:00)[0-9:]{5})$/;

/**
 * True for text such as `2024-01-01`, which the library with which `contrast generate` reads each document (see `isOldBoolean`) takes for a time and
 * writes in another form: `2024-01-01T00:00:00Z`.
 */
export function isRewrittenTime(text: string): boolean {
  const [, year, month, day] = TIME.exec(text) ?? [];
  if (year === undefined || WRITTEN_TIME.test(text)) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day);
}

/** First characters of plain scalars that are text whatever follows: 1 by character code. */
const TEXT_START = new Uint8Array(128);
for (let code = 0x21; code < 0x7f; code++)
  if (!/[-+.~0-9yYnNtTfFoO]/.test(String.fromCharCode(code))) TEXT_START[code] = 1;

/** Returns true where a plain scalar is the same text to kubectl and `contrast generate`; for nearly all text without a search. */
export function isPlainText(text: string): boolean {
  const first = text.charCodeAt(0);
  if (TEXT_START[first] === 1 || first > 0x7f) return true;
  // No boolean and no null is longer than five letters.
  if (first > 0x40 && first < 0x7e && text.length > 5) return true;
  return plainTypeOf(text) === 'string' && !isRewrittenTime(text);
}

/** Returns the value of a plain scalar that is an integer to these readers: `017` is 15. */
export function integerOf(text: string): number {
  const [, sign, digits = ''] = /^([-+]?)(.*)$/.exec(text.replaceAll('_', ''))!;
  const octal = /^0[0-7]+$/.test(digits);
  const value = Number(octal ? `0o${digits.slice(1)}` : digits);
  return sign === '-' ? -value : value;
}
