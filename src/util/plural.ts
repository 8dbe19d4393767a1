/** A number of things whose plural ends in s: `1 pod`, `3 pods`. */
export function pluralize(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
