/** ANSI codes (ECMA-48, SGR) by their meaning here. */
const CODES = { error: 31, warning: 33, changed: 32, info: 36, bold: 1, faint: 2 } as const;

/** Text in the colour of its meaning, or as it is where colours are not wanted. */
export function paint(text: string, style: keyof typeof CODES, wanted: boolean): string {
  return wanted ? `\u001B[${CODES[style]}m${text}\u001B[0m` : text;
}
