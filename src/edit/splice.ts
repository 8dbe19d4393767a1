import type { Document } from '../yaml/node.ts';
import type { SourceText } from '../yaml/source-text.ts';
import { replaceBlockValue, spliceBlock } from './block.ts';
import { replaceFlowValue, spliceFlow } from './flow.ts';
import type { LineStarts } from './line-starts.ts';
import type { Overlay } from './overlay.ts';
import { joinPieces, type Piece } from './pieces.ts';
import { type Style, styleOf } from './style.ts';

/** Replaces `start`…`end` of the input by `text`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** What follows the text, where that is long. */
  readonly more?: Iterable<Piece>;
  /** How deep inserted lines stand: of two inserts at one offset the deeper one comes first. */
  depth: number;
}

/** What a collection is spliced with. */
export interface SpliceContext {
  lines: LineStarts;
  text: string;
  style: Style;
  add(start: number, end: number, text: string, depth?: number): void;
}

/** The changes of the text with these lines that the overlay's edits mean, in no order. */
export function splicesOf(lines: LineStarts, document: Document, overlay: Overlay): Splice[] {
  const splices: Splice[] = [];
  const context: SpliceContext = {
    lines,
    text: lines.text,
    style: styleOf(lines, document),
    add: (start, end, replacement, depth = 0) => splices.push({ start, end, text: replacement, depth }),
  };
  for (const [slot, holder] of overlay.replaced) {
    // Where slots came or went all of the collection is looked at.
    if (overlay.detached.has(holder) || overlay.changed.has(holder)) continue;
    if (holder.flow) replaceFlowValue(slot, holder, context);
    else replaceBlockValue(slot, context);
  }
  for (const collection of overlay.changed) {
    if (overlay.detached.has(collection)) continue;
    if (collection.flow) spliceFlow(collection, context);
    else spliceBlock(collection, context);
  }
  return splices;
}

/** The part `start`…`end` of a text with the splices that lie in it, which are in order. */
export function partOf(text: string, ordered: readonly Splice[], start: number, end: number): string {
  return joinPieces(walk((from, to) => text.slice(from, to), ordered, start, end));
}

/**
 * The text with all splices made, in pieces; those that stay are parts of `source` and take no memory of their own.
 * @throws Error where two splices overlap: a defect, never to be written out.
 */
export function piecesOf({ text, codes }: SourceText, splices: readonly Splice[]): Iterable<Piece> {
  const ordered = inOrder(splices);
  // Where all characters are ASCII, their codes are the bytes to be written.
  const keep =
    codes instanceof Uint8Array
      ? (from: number, to: number) => codes.subarray(from, to)
      : (from: number, to: number) => text.slice(from, to);
  return { [Symbol.iterator]: () => walk(keep, ordered, 0, text.length) };
}

function* walk(
  keep: (from: number, to: number) => Piece,
  ordered: readonly Splice[],
  start: number,
  end: number,
): Generator<Piece> {
  let position = start;
  for (const splice of ordered) {
    if (splice.start > position) yield keep(position, splice.start);
    if (splice.text !== '') yield splice.text;
    if (splice.more) yield* splice.more;
    position = splice.end;
  }
  yield keep(position, end);
}

/** The splices in the order of the text. @throws Error where two of them overlap: a defect, never to be written out. */
export function inOrder(splices: readonly Splice[]): Splice[] {
  const ordered = isInOrder(splices) ? splices.slice() : sorted(splices);
  let position = 0;
  for (const { start, end } of ordered) {
    if (start < position) throw new Error(`internal error: two edits of the text at offset ${start} overlap`);
    position = end;
  }
  return ordered;
}

/** Those of one object are put in order at once, so that those of all objects mostly are. */
function isInOrder(splices: readonly Splice[]): boolean {
  for (let index = 1; index < splices.length; index++)
    if (compare(splices[index - 1]!, splices[index]!) > 0) return false;
  return true;
}

function sorted(splices: readonly Splice[]): Splice[] {
  return splices
    .map((splice, index) => ({ splice, index }))
    .sort((a, b) => compare(a.splice, b.splice) || a.index - b.index)
    .map(({ splice }) => splice);
}

/** At one offset, what is inserted comes before what is replaced. */
function compare(a: Splice, b: Splice): number {
  return a.start - b.start || order(a) - order(b) || b.depth - a.depth;
}

function order(splice: Splice): number {
  return splice.start === splice.end ? 0 : 1;
}
