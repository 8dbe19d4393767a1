import type { Document } from '../yaml/node.ts';
import { spliceBlock } from './block.ts';
import { spliceFlow } from './flow.ts';
import type { Overlay } from './overlay.ts';
import { type Style, styleOf } from './style.ts';

/** Replaces `start`…`end` of the input by `text`. */
export interface Splice {
  start: number;
  end: number;
  text: string;
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
export function applySplices(text: string, splices: Splice[]): string {
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
  const pieces: string[] = [];
  let position = 0;
  for (const { start, end, text: replacement } of ordered) {
    if (start < position) throw new Error(`internal error: two edits of the text at offset ${start} overlap`);
    pieces.push(text.slice(position, start), replacement);
    position = end;
  }
  pieces.push(text.slice(position));
  return pieces.join('');
}

/** At one offset, what is inserted comes before what is replaced. */
function order(splice: Splice): number {
  return splice.start === splice.end ? 0 : 1;
}
