import type { Document } from '../node.ts';
import type { SourceText } from '../source.ts';
import { editBlock, replaceBlockValue } from './block.ts';
import { type Chunk, joinChunks } from './chunks.ts';
import type { DocumentEdits } from './document-edits.ts';
import { editFlow, replaceFlowValue } from './flow.ts';
import type { LineIndex } from './line-index.ts';
import { styleOf } from './style.ts';
import type { TextEditContext } from './text-edit-context.ts';

/** Replaces `start`…`end` of the input by `text`. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** More text after `text`, in chunks. */
  readonly more?: Iterable<Chunk>;
  /** Nesting depth of inserted lines: of two inserts at one offset the deeper one comes first. */
  depth: number;
}

/** Returns the text edits for the edits of a document, in no order. */
export function textEditsOf(lines: LineIndex, document: Document, overlay: DocumentEdits): TextEdit[] {
  const textEdits: TextEdit[] = [];
  const context: TextEditContext = {
    lines,
    text: lines.text,
    style: styleOf(lines, document),
    add: (start, end, replacement, depth = 0) => textEdits.push({ start, end, text: replacement, depth }),
  };
  for (const [slot, holder] of overlay.replaced) {
    // A collection with added or removed slots is compared as a whole.
    if (overlay.detached.has(holder) || overlay.changed.has(holder)) continue;
    if (holder.flow) replaceFlowValue(slot, holder, context);
    else replaceBlockValue(slot, context);
  }
  for (const collection of overlay.changed) {
    if (overlay.detached.has(collection)) continue;
    if (collection.flow) editFlow(collection, context);
    else editBlock(collection, context);
  }
  return textEdits;
}

/** Returns the part `start`…`end` of a text with the text edits in it, which are in order. */
export function partOf(text: string, ordered: readonly TextEdit[], start: number, end: number): string {
  return joinChunks(walk((from, to) => text.slice(from, to), ordered, start, end));
}

/**
 * Returns the text with all text edits, in chunks; unchanged ones are views of `source` and take no memory.
 * @throws Error if two text edits overlap, which is a defect.
 */
export function chunksOf({ text, codes }: SourceText, textEdits: readonly TextEdit[]): Iterable<Chunk> {
  const ordered = inOrder(textEdits);
  // If all characters are ASCII, their codes are their bytes in UTF-8.
  const keep =
    codes instanceof Uint8Array
      ? (from: number, to: number) => codes.subarray(from, to)
      : (from: number, to: number) => text.slice(from, to);
  return { [Symbol.iterator]: () => walk(keep, ordered, 0, text.length) };
}

function* walk(
  keep: (from: number, to: number) => Chunk,
  ordered: readonly TextEdit[],
  start: number,
  end: number,
): Generator<Chunk> {
  let position = start;
  for (const textEdit of ordered) {
    if (textEdit.start > position) yield keep(position, textEdit.start);
    if (textEdit.text !== '') yield textEdit.text;
    if (textEdit.more) yield* textEdit.more;
    position = textEdit.end;
  }
  yield keep(position, end);
}

/**
 * Returns the text edits in the order of the text.
 * @throws Error if two of them overlap, which is a defect.
 */
export function inOrder(textEdits: readonly TextEdit[]): TextEdit[] {
  const ordered = isInOrder(textEdits) ? textEdits.slice() : sorted(textEdits);
  let position = 0;
  for (const { start, end } of ordered) {
    if (start < position) throw new Error(`internal error: two edits of the text at offset ${start} overlap`);
    position = end;
  }
  return ordered;
}

/** The text edits of each object are sorted already, so that most of them are in order. */
function isInOrder(textEdits: readonly TextEdit[]): boolean {
  for (let index = 1; index < textEdits.length; index++)
    if (compare(textEdits[index - 1]!, textEdits[index]!) > 0) return false;
  return true;
}

function sorted(textEdits: readonly TextEdit[]): TextEdit[] {
  return textEdits
    .map((textEdit, index) => ({ textEdit, index }))
    .sort((a, b) => compare(a.textEdit, b.textEdit) || a.index - b.index)
    .map(({ textEdit }) => textEdit);
}

/** At one offset, inserts come before replacements. */
function compare(a: TextEdit, b: TextEdit): number {
  return a.start - b.start || order(a) - order(b) || b.depth - a.depth;
}

function order(textEdit: TextEdit): number {
  return textEdit.start === textEdit.end ? 0 : 1;
}
