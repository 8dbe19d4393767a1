import type { Document } from '../node.ts';
import type { SourceText } from '../source.ts';
import type { KeyTable } from './fast/key-table.ts';

/** The result of a parser for text that it does not support, whether that is valid or not: another parser has to read it. */
export const UNSUPPORTED = Symbol('unsupported');
export type Unsupported = typeof UNSUPPORTED;

/** Reads YAML to nodes. Parsers that support a text return the same nodes for it. */
export interface YamlParser {
  readonly name: string;

  /**
   * Parses the document at `start`…`end`; undefined if it has no content.
   *
   * @param keys - collects the keys of the document
   * @throws InputError if the text is not valid; only the parser that supports everything does so.
   */
  parse(source: SourceText, start: number, end: number, keys?: KeyTable): Document | undefined | Unsupported;

  /**
   * Parses a map that is the item of a list, as a separate document. Unsupported if it is not valid, and if nodes outside of it may
   * refer to it or the reverse: then the document around it has to be parsed.
   *
   * @param base - path of the item in the document around it
   */
  parseItem(
    source: SourceText,
    item: ItemRange,
    base: Document['base'],
    keys?: KeyTable,
  ): Document | Unsupported;
}

/** The offsets of a list's item. */
export interface ItemRange {
  /** In block style, the start of the line with the item's `-`; in flow style, its `{`. */
  start: number;
  /** In block style its `-`, in flow style its `{`. */
  dash: number;
  /** In block style, the start of the line after the item; in flow style, the offset after its `}`. */
  end: number;
}

/** Ends the parse that is running: it returns `UNSUPPORTED`. */
export function unsupported(): never {
  throw UNSUPPORTED;
}

/** Runs a parse, which `unsupported` may end. */
export function orUnsupported<T>(parse: () => T): T | Unsupported {
  try {
    return parse();
  } catch (error) {
    if (error === UNSUPPORTED) return UNSUPPORTED;
    throw error;
  }
}
