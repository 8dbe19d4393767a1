/** A named expression that validations and later variables use as `variables.<name>`. */
export interface Variable {
  name: string;
  expression: string;
}

/** Formats a text as a CEL literal (Common Expression Language, language definition, string literals). */
export function celText(text: string): string {
  const escaped = text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `'${escaped}'`;
}

/** Formats a list of texts as a CEL literal. */
export function celTexts(texts: readonly string[]): string {
  return `[${texts.map(celText).join(', ')}]`;
}

/** Combines expressions with `||`; `false` for an empty list. */
export function anyOf(expressions: readonly string[]): string {
  return joined(expressions, '||', 'false');
}

/** Combines expressions with `&&`; `true` for an empty list. */
export function allOf(expressions: readonly string[]): string {
  return joined(expressions, '&&', 'true');
}

function joined(expressions: readonly string[], operator: string, ofNone: string): string {
  if (expressions.length === 0) return ofNone;
  return expressions.length === 1 ? expressions[0]! : `(${expressions.join(` ${operator} `)})`;
}
