import type { Document } from '../../node.ts';
import type { Codes, SourceText } from '../../source.ts';
import { unsupported } from '../parser.ts';
import type { KeyMask } from './key-mask.ts';
import type { KeyTable } from './key-table.ts';

/**
 * The state of a parse with the fast parser.
 *
 * Invariant: between the functions that read nodes of block collections, `at` is the first character of a line that is neither empty nor a
 * comment, after its indentation spaces (s-indent); at the end of the text `column` is -1.
 */
export interface FastParse extends KeyMask {
  readonly text: string;
  readonly codes: Codes;
  /** Where the text to parse ends: the start of a line, or the end of the input. */
  readonly end: number;
  /** The keys that were parsed before. */
  readonly keys: KeyTable;
  /** Keys that were found in their map a second time. */
  readonly duplicates: Document['duplicates'];
  /** Start of the current line. */
  lineStart: number;
  /** Offset of the next character. */
  at: number;
  /** Indentation of the current line, in spaces; within a line, the column of `at`. -1 at the end of the text. */
  column: number;
  /** Number of open flow collections. */
  depth: number;
}

/** Deeper nesting is unsupported; the library parser has the message for it. */
export const MAX_DEPTH = 200;

export function newFastParse(
  { text, codes }: SourceText,
  start: number,
  end: number,
  keys: KeyTable,
): FastParse {
  return {
    text,
    codes,
    end,
    keys,
    duplicates: [],
    lineStart: start,
    at: start,
    column: 0,
    depth: 0,
    low: 0,
    high: 0,
  };
}

export function enter(state: FastParse): void {
  if (++state.depth > MAX_DEPTH) unsupported();
}

export function leave(state: FastParse): void {
  state.depth--;
}
