/** Codes of the characters that have a meaning in YAML. */
export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const DOUBLE_QUOTE = 0x22;
export const HASH = 0x23;
export const SINGLE_QUOTE = 0x27;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const HYPHEN = 0x2d;
export const DOT = 0x2e;
export const COLON = 0x3a;
export const GREATER = 0x3e;
export const QUESTION_MARK = 0x3f;
export const OPEN_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const PIPE = 0x7c;
export const CLOSE_BRACE = 0x7d;
export const DELETE = 0x7f;

/** 1 for ASCII characters that can begin a plain scalar (ns-plain-first), except `-`, `?` and `:`, which depend on the next character. */
const STARTS_PLAIN = new Uint8Array(128);
for (let code = 0x21; code < 0x7f; code++) {
  STARTS_PLAIN[code] = '-?:,[]{}#&*!|>\'"%@`'.includes(String.fromCharCode(code)) ? 0 : 1;
}

/** 1 for letters, digits and `-./_`. */
const IN_WORDS = new Uint8Array(128);
for (let code = 0x21; code < 0x7f; code++) IN_WORDS[code] = /[\w./-]/.test(String.fromCharCode(code)) ? 1 : 0;

export function isWordCharacter(code: number): boolean {
  return code < 128 && IN_WORDS[code] === 1;
}

export const BYTE_ORDER_MARK = 0xfeff;
const FIRST_ABOVE_CONTROLS = 0xa1;

/** True for a character that can begin a plain scalar; false also for those on which YAML 1.1 and 1.2 may differ. */
export function startsPlain(code: number): boolean {
  return code < 128 ? STARTS_PLAIN[code] === 1 : code >= FIRST_ABOVE_CONTROLS && code !== BYTE_ORDER_MARK;
}

/** True for a line break and for the 0 after the last character of the input. */
export function isLineEnd(code: number): boolean {
  return code === LF || code === CR || code === 0;
}
