import type { Random } from './random.ts';

/** Pieces of text that change what YAML around them means. */
const PIECES = [
  ' ',
  '  ',
  '\n',
  '\r\n',
  '\r',
  '\t',
  ':',
  ': ',
  '- ',
  '-',
  '#',
  ' #',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ',',
  '|',
  '>',
  '|-\n',
  '>+\n',
  '&a ',
  '*a ',
  '!!str ',
  '? ',
  '<<: ',
  '%',
  '@',
  '`',
  '\\',
  '---\n',
  '--- ',
  '...\n',
  '\uFEFF',
  '\u00a0',
  '\u0085',
  '\u2028',
  'é',
  'kind: Deployment\n',
  '"kind": "ConfigMap",',
  '"items":[',
  '\\u0061',
  '},{',
  '{}',
  ' x"',
  '",',
  'items:\n',
  '\n  ',
  '\n    x',
  '~',
  '0',
];

/** The text with a few pieces put in, taken out, doubled or swapped at random places. */
export function mutate(text: string, random: Random): string {
  let changed = text;
  for (let count = 1 + random.below(3); count > 0; count--) {
    const at = random.below(changed.length + 1);
    const length = random.pick([1, 1, 1, 2, 4, random.below(40)]);
    switch (random.below(5)) {
      case 0:
        changed = changed.slice(0, at) + changed.slice(at + length);
        break;
      case 1: {
        const line = changed.slice(at, changed.indexOf('\n', at) + 1);
        changed = changed.slice(0, at) + line + changed.slice(at);
        break;
      }
      case 2: {
        const start = changed.lastIndexOf('\n', at) + 1;
        changed =
          changed.slice(0, start) + ' '.repeat(random.below(4)) + changed.slice(start + random.below(3));
        break;
      }
      default:
        changed =
          changed.slice(0, at) + random.pick(PIECES) + changed.slice(at + (random.chance(0.5) ? length : 0));
    }
  }
  return changed;
}
