/** Characters that JSON leaves as they are, but that YAML 1.1 does not print or takes for line breaks (YAML 1.1, §5.1). */
export const UNPRINTABLE = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;

/** Prints a text in double quotes, as JSON and YAML 1.1 and 1.2 parsers all read it. */
export function printQuoted(text: string): string {
  const quoted = JSON.stringify(text);
  if (!UNPRINTABLE.test(quoted)) return quoted;
  return quoted.replace(
    new RegExp(UNPRINTABLE, 'g'),
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
