import { type Collection, NEW, resolve, type Slot, slotsOf } from '../yaml/node.ts';
import { inQuotesOf, renderFlow, renderFlowSlot } from './render.ts';
import type { SpliceContext } from './splice.ts';
import { lineStart } from './style.ts';

/** Splices of a collection in flow style (`{…}`, `[…]`, JSON): entry by entry, in the layout that it has. */
export function spliceFlow(collection: Collection, context: SpliceContext): void {
  const original = collection.original!;
  const current = slotsOf(collection);
  const kept = original.filter((slot) => current.includes(slot));
  for (const slot of kept) replaceFlowValue(slot, context);
  if (kept.length === 0) return replaceAll(collection, context);
  removeGone(original, kept, context);
  insertNew(current, kept, collection, context);
}

/** Splices of a slot that has another value. */
export function replaceFlowValue(slot: Slot, context: SpliceContext): void {
  const before = slot.originalValue;
  if (!before) return;
  const { text, style } = context;
  // A scalar has one line; where that begins is not looked for, since a whole JSON input may be a single line.
  const isSpreadOut = resolve(slot.value).kind !== 'scalar' && (style.json || isSpread(before, text));
  const margin = isSpreadOut ? marginOf(slot.start, text, style.json) : undefined;
  // A missing value stands right behind its colon.
  const space = before.start === before.end ? ' ' : '';
  context.add(
    before.propertiesStart ?? before.start,
    before.end,
    space + renderFlow(inQuotesOf(before, slot.value), style, margin),
  );
}

/** Nothing of what was there stays: the inside is written anew. */
function replaceAll(collection: Collection, { text, style, add }: SpliceContext): void {
  const margin =
    style.json && isSpreadDocument(collection, text) ? marginAt(collection.start, text) : undefined;
  add(collection.start, collection.end, renderFlow({ ...collection, start: NEW }, style, margin));
}

function removeGone(original: Slot[], kept: Slot[], { add }: SpliceContext): void {
  const firstKept = original.indexOf(kept[0]!);
  for (const [index, slot] of original.entries()) {
    if (kept.includes(slot)) continue;
    if (index < firstKept) add(slot.start, original[index + 1]!.start, '');
    else add(endOf(original[index - 1]!), endOf(slot), '');
  }
}

function insertNew(
  current: Slot[],
  kept: Slot[],
  collection: Collection,
  { text, style, add }: SpliceContext,
): void {
  const spread = isSpread(collection, text);
  let after: Slot | undefined;
  for (const slot of current) {
    if (kept.includes(slot)) {
      after = slot;
      continue;
    }
    const margin = spread ? marginAt((after ?? kept[0]!).start, text) : undefined;
    const entry = renderFlowSlot(slot, style, margin);
    const separator = margin === undefined ? ', ' : `,${style.lineEnding}${margin}`;
    if (after) add(endOf(after), endOf(after), separator + entry);
    else add(kept[0]!.start, kept[0]!.start, entry + separator);
  }
}

function endOf(slot: Slot): number {
  return (slot.originalValue ?? slot.value).end;
}

/** True where each entry has a line of its own. */
function isSpread(node: { start: number; end: number }, text: string): boolean {
  return /^[[{]\s*\n/.test(text.slice(node.start, Math.min(node.end, node.start + 1000)));
}

/** A JSON document is spread over lines where its first entry is. */
function isSpreadDocument(collection: Collection, text: string): boolean {
  const line = text.slice(lineStart(text, collection.start), collection.start);
  return /^\s/.test(line);
}

function marginOf(offset: number, text: string, json: boolean): string | undefined {
  const margin = marginAt(offset, text);
  return json && margin === '' ? undefined : margin;
}

/** The white space at the start of the line of `offset`. */
function marginAt(offset: number, text: string): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))![0];
}
