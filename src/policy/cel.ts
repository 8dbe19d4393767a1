/** A named expression that validations and later variables use as `variables.<name>`. */
export interface Variable {
  name: string;
  expression: string;
}

/** A text as a literal of CEL (Common Expression Language, language definition, string literals). */
export function celText(text: string): string {
  const escaped = text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `'${escaped}'`;
}

/** A list of texts as a literal of CEL. */
export function celTexts(texts: readonly string[]): string {
  return `[${texts.map(celText).join(', ')}]`;
}

/** True where one of the expressions is; none of them is false. */
export function anyOf(expressions: readonly string[]): string {
  return joined(expressions, '||', 'false');
}

/** True where all of the expressions are; of none that holds. */
export function allOf(expressions: readonly string[]): string {
  return joined(expressions, '&&', 'true');
}

function joined(expressions: readonly string[], operator: string, ofNone: string): string {
  if (expressions.length === 0) return ofNone;
  return expressions.length === 1 ? expressions[0]! : `(${expressions.join(` ${operator} `)})`;
}
