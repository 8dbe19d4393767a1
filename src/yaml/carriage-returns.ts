import { InputError } from '../util/errors.ts';
import type { Chunk } from './edit/chunks.ts';

/** A text whose lines end with line feeds, or carriage returns and line feeds. */
export interface Lines {
  readonly text: string;
  /** True if carriage returns alone end the lines of the input (YAML 1.2.2, §5.4); `text` has line feeds in their places. */
  readonly carriageReturns?: true;
}

/**
 * Returns the text with line feeds in place of carriage returns, if it has no other line breaks. Every offset stays the same.
 *
 * @throws InputError for a document marker in such a text: only some parsers see it, because kubectl and kustomize look for line feeds
 * before they parse YAML. kubectl skips everything after `--- #`.
 */
export function linesOf(given: string): Lines {
  if (given.includes('\n') || !given.includes('\r')) return { text: given };
  const text = given.replaceAll('\r', '\n');
  const marker = text.search(/^\uFEFF?(?:---|\.\.\.)/m);
  if (marker !== -1)
    throw InputError.at(
      'yaml-ambiguous',
      text,
      marker,
      "YAML parsers disagree on document markers in a text whose lines end with carriage returns alone; end the lines with line feeds, for example with \"tr '\\r' '\\n'\"",
    );
  return { text, carriageReturns: true };
}

/** Returns the text with carriage returns in place of line feeds. */
export function withCarriageReturns(text: string): string {
  return text.replaceAll('\n', '\r');
}

/** The same for chunks. */
export function* chunksWithCarriageReturns(chunks: Iterable<Chunk>): Generator<Chunk> {
  for (const chunk of chunks)
    yield typeof chunk === 'string'
      ? withCarriageReturns(chunk)
      : chunk.map((byte) => (byte === 0x0a ? 0x0d : byte));
}
