import type { Document } from '../yaml/node.ts';
import { spliceBlock } from './block.ts';
import { spliceFlow } from './flow.ts';
import type { Overlay } from './overlay.ts';
import { type Style, styleOf } from './style.ts';

/** Replaces `start`…`end` of the input by `text`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  /** May be made anew each time that it is asked for. */
  readonly text: string;
  /** How deep inserted lines stand: of two inserts at one offset the deeper one comes first. */
  depth: number;
}

/** What a collection is spliced with. */
export interface SpliceContext {
  text: string;
  style: Style;
  add(start: number, end: number, text: string, depth?: number): void;
}

/** The changes of text that the overlay's edits mean, in no order. */
export function splicesOf(text: string, document: Document, overlay: Overlay): Splice[] {
  const splices: Splice[] = [];
  if (overlay.changed.size === 0) return splices;
  const context: SpliceContext = {
    text,
    style: styleOf(text, document),
    add: (start, end, replacement, depth = 0) => splices.push({ start, end, text: replacement, depth }),
  };
  for (const collection of overlay.changed) {
    if (overlay.detached.has(collection)) continue;
    if (collection.flow) spliceFlow(collection, context);
    else spliceBlock(collection, context);
  }
  return splices;
}

/** The text with all splices made. @throws Error where two of them overlap: a defect, never to be written out. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  return [...piecesOf(text, splices)].join('');
}

/** The same in pieces, made one after the other; those that stay are parts of `text` and take no memory of their own. */
export function piecesOf(text: string, splices: readonly Splice[]): Iterable<string> {
  const ordered = inOrder(splices);
  return { [Symbol.iterator]: () => walk(text, ordered, 0, text.length) };
}

/** The part `start`…`end` of a text with the splices that lie in it, which are in order. */
export function partOf(text: string, ordered: readonly Splice[], start: number, end: number): string {
  return [...walk(text, ordered, start, end)].join('');
}

/** The pieces of a text without the line break that it ends with. */
export function withoutFinalBreak(pieces: Iterable<string>): Iterable<string> {
  return {
    *[Symbol.iterator]() {
      let last = '';
      for (const piece of pieces) {
        if (piece === '') continue;
        yield last;
        last = piece;
      }
      yield last.replace(/\r?\n$/, '');
    },
  };
}

function* walk(text: string, ordered: readonly Splice[], start: number, end: number): Generator<string> {
  let position = start;
  for (const splice of ordered) {
    if (splice.start > position) yield text.slice(position, splice.start);
    yield splice.text;
    position = splice.end;
  }
  yield text.slice(position, end);
}

/** The splices in the order of the text. @throws Error where two of them overlap: a defect, never to be written out. */
export function inOrder(splices: readonly Splice[]): Splice[] {
  const ordered = splices
    .map((splice, index) => ({ splice, index }))
    .sort(
      (a, b) =>
        a.splice.start - b.splice.start ||
        order(a.splice) - order(b.splice) ||
        b.splice.depth - a.splice.depth ||
        a.index - b.index,
    )
    .map(({ splice }) => splice);
  let position = 0;
  for (const { start, end } of ordered) {
    if (start < position) throw new Error(`internal error: two edits of the text at offset ${start} overlap`);
    position = end;
  }
  return ordered;
}

/** At one offset, what is inserted comes before what is replaced. */
function order(splice: Splice): number {
  return splice.start === splice.end ? 0 : 1;
}
