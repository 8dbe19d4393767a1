import { InputError } from '../errors.ts';
import type { SourceText } from '../yaml/source-text.ts';
import { layoutOf } from './layout.ts';

/**
 * YAML readers do not all see the same lines. To those of kubectl and kustomize, which are of YAML 1.1, a lone carriage return and three
 * characters of Unicode end a line (YAML 1.1, §4.1.4), so that what is a comment or a text here may be a key there, and an object a
 * workload. They also leave out byte order marks, which here belong to the first key. Nobody means any of that.
 */

/** @throws InputError where a carriage return stands without a line feed behind it, or a byte order mark within the input. */
export function checkLineBreaks(text: string): void {
  for (let at = text.indexOf('\r'); at !== -1; at = text.indexOf('\r', at + 2)) {
    if (text[at + 1] !== '\n')
      throw InputError.at(text, at, refusal('a carriage return without a line feed'));
  }
  const mark = text.search(/\n\uFEFF|^\uFEFF\uFEFF/);
  if (mark !== -1) throw InputError.at(text, mark + 1, refusal('a byte order mark (U+FEFF)'));
}

/**
 * In JSON the three characters are text to everyone.
 *
 * @throws InputError where the YAML document at `start`…`end` has one of them.
 */
export function checkSeparators(source: SourceText, start: number, end: number): void {
  const { text, codes } = source;
  if (codes instanceof Uint8Array) return;
  const found = /[\u0085\u2028\u2029]/.exec(text.slice(start, end));
  if (!found || layoutOf(source, start, end).json) return;
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  throw InputError.at(text, start + found.index, refusal(`the line separator U+${code}`));
}

function refusal(what: string): string {
  return `${what} stands here, which readers of YAML take differently: remove it, or write it as an escape in double quotes`;
}
