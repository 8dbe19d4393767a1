import type { KeyBits } from '../key-bits.ts';
import type { Document } from '../node.ts';
import type { Codes, SourceText } from '../source-text.ts';
import type { KeyTable } from './key-table.ts';

/**
 * Where the fast reader stands. Between two calls of its parts it stands at the first character of a line's content;
 * `column` is that character's, and -1 at the end.
 */
export interface Scan extends KeyBits {
  readonly text: string;
  readonly codes: Codes;
  /** Where the text to read ends: the start of a line, or the end of the input. */
  readonly end: number;
  readonly keys: KeyTable;
  readonly duplicates: Document['duplicates'];
  /** Start of the current line. */
  lineStart: number;
  /** Position of the character to read next. */
  at: number;
  column: number;
  /** Collections that are open. */
  depth: number;
}

/** Deeper nesting is left to the library reader, whose message it is. */
export const MAX_DEPTH = 200;

export function newScan({ text, codes }: SourceText, start: number, end: number, keys: KeyTable): Scan {
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

/** Thrown where the text leaves the subset of YAML that the fast reader knows: the library reader is to read it. */
class NotMine extends Error {}

const NOT_MINE = new NotMine('outside of the subset of YAML that the fast reader reads');

/** Gives up: the library reader decides what this text means, or that it is wrong. */
export function notMine(): never {
  throw NOT_MINE;
}

export function isNotMine(error: unknown): boolean {
  return error === NOT_MINE;
}

export function enter(scan: Scan): void {
  if (++scan.depth > MAX_DEPTH) notMine();
}

export function leave(scan: Scan): void {
  scan.depth--;
}
