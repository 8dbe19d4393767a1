import type { Document } from '../node.ts';
import type { SourceText } from '../source.ts';
import { fastParser } from './fast/index.ts';
import type { KeyTable } from './fast/key-table.ts';
import { libraryParser } from './library.ts';
import { type ItemRange, UNSUPPORTED, type Unsupported } from './parser.ts';

/**
 * Parses the document at `start`…`end` with the first parser that supports it; undefined if it has no content.
 *
 * @throws InputError if the text is not valid YAML.
 */
export function parse(source: SourceText, start: number, end: number, keys?: KeyTable): Document | undefined {
  const document = fastParser.parse(source, start, end, keys);
  return document === UNSUPPORTED ? libraryParser.parse(source, start, end) : document;
}

/** Parses an item of a list with the first parser that supports it; see `YamlParser`. */
export function parseItem(
  source: SourceText,
  item: ItemRange,
  base: Document['base'],
  keys?: KeyTable,
): Document | Unsupported {
  const document = fastParser.parseItem(source, item, base, keys);
  return document === UNSUPPORTED ? libraryParser.parseItem(source, item, base) : document;
}
