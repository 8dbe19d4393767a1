import { InputError } from '../util/errors.ts';
import type { SourceText } from '../yaml/source.ts';
import { outlineOf } from './lazy/outline.ts';

/**
 * YAML parsers disagree on line breaks. For those of kubectl and kustomize, which implement YAML 1.1, three characters of Unicode end a line
 * (YAML 1.1, §4.1.4), so that a comment or a scalar here may be a key there, and an object a workload. A carriage return among line feeds
 * ends a line, too, but kustomize reads CR CR LF as one line break and kubectl as two, and neither splits documents there. They also skip
 * byte order marks, which here are part of the first key. Such input is rejected.
 */

/** @throws InputError for a carriage return without a line feed, and for a byte order mark that is not at the start of the input. */
export function rejectAmbiguousLineBreaks(text: string): void {
  for (let at = text.indexOf('\r'); at !== -1; at = text.indexOf('\r', at + 2)) {
    if (text[at + 1] !== '\n')
      throw InputError.at('yaml-ambiguous', text, at, refusal('a carriage return without a line feed'));
  }
  const mark = text.search(/\n\uFEFF|^\uFEFF\uFEFF/);
  if (mark !== -1)
    throw InputError.at('yaml-ambiguous', text, mark + 1, refusal('a byte order mark (U+FEFF)'));
}

/**
 * In JSON the three characters are text for every parser.
 *
 * @throws InputError if the YAML document at `start`…`end` has one of them.
 */
export function rejectAmbiguousSeparators(source: SourceText, start: number, end: number): void {
  const { text, codes } = source;
  if (codes instanceof Uint8Array) return;
  const found = /[\u0085\u2028\u2029]/.exec(text.slice(start, end));
  if (!found) return;
  const outline = outlineOf(source, start, end);
  if (outline.json && outline.end === end) return;
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  throw InputError.at('yaml-ambiguous', text, start + found.index, refusal(`the line separator U+${code}`));
}

function refusal(what: string): string {
  return `YAML parsers disagree on ${what} here; remove it, or write it as an escape in double quotes`;
}
