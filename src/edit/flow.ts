import { type Collection, type MapNode, NEW, type Node, resolve, type Slot, slotsOf } from '../yaml/node.ts';
import { ownSlot } from '../yaml/read.ts';
import { type FlowSpacing, flowSpacing, ONE_LINE } from './flow-spacing.ts';
import { inQuotesOf, renderFlow, renderFlowSlot } from './render.ts';
import type { SpliceContext } from './splice.ts';

/** What new text is to look like. */
type Surroundings = Pick<SpliceContext, 'lines' | 'style'>;

/** Splices of a collection in flow style (`{…}`, `[…]`, JSON): entry by entry, in the layout that it has. */
export function spliceFlow(collection: Collection, context: SpliceContext): void {
  const original = collection.original!;
  const current = slotsOf(collection);
  const kept = original.filter((slot) => current.includes(slot));
  for (const slot of kept) replaceFlowValue(slot, collection, context);
  if (kept.length === 0) return replaceAll(collection, context);
  removeGone(original, kept, context);
  insertNew(current, kept, collection, context);
}

/** Splices of a slot of `holder` that has another value. */
export function replaceFlowValue(slot: Slot, holder: Collection, context: SpliceContext): void {
  const before = slot.originalValue;
  if (!before) return;
  // A scalar has one line, whatever stands around it.
  const spacing =
    resolve(slot.value).kind === 'scalar' ? ONE_LINE : spacingInPlaceOf(before, slot, holder, context);
  // A missing value stands right behind its colon.
  const space = before.start === before.end ? ' ' : '';
  context.add(
    before.propertiesStart ?? before.start,
    before.end,
    space + renderFlow(inQuotesOf(before, slot.value), context.style.json, spacing),
  );
}

/** The spacing of a collection that becomes the value of `key` in a map in flow style. */
export function spacingOfNew(map: MapNode, key: string, surroundings: Surroundings): FlowSpacing {
  const slot = ownSlot(map, key);
  if (slot) return spacingInPlaceOf(slot.value, slot, map, surroundings);
  return flowSpacing(
    marginBehind(map.entries.at(-1)!, isSpread(map, surroundings.lines.text), surroundings),
    surroundings.style,
  );
}

/** Nothing of what was there stays: the inside is written anew. */
function replaceAll(collection: Collection, { lines, style, add }: SpliceContext): void {
  const margin =
    style.json && isSpread(collection, lines.text) ? lines.marginOf(collection.start) : undefined;
  const inside = renderFlow({ ...collection, start: NEW }, style.json, flowSpacing(margin, style));
  add(collection.start, collection.end, inside);
}

function removeGone(original: Slot[], kept: Slot[], { add }: SpliceContext): void {
  const firstKept = original.indexOf(kept[0]!);
  for (const [index, slot] of original.entries()) {
    if (kept.includes(slot)) continue;
    if (index < firstKept) add(slot.start, original[index + 1]!.start, '');
    else add(endOf(original[index - 1]!), endOf(slot), '');
  }
}

function insertNew(current: Slot[], kept: Slot[], collection: Collection, context: SpliceContext): void {
  const { text, style, add } = context;
  const spread = isSpread(collection, text);
  let after: Slot | undefined;
  for (const slot of current) {
    if (kept.includes(slot)) {
      after = slot;
      continue;
    }
    const margin = marginBehind(after ?? kept[0]!, spread, context);
    const entry = renderFlowSlot(slot, style.json, flowSpacing(margin, style));
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

/** In JSON a collection is spread over lines where the one around it is, in YAML where the one in its place was. */
function spacingInPlaceOf(
  before: Node,
  slot: Slot,
  holder: Collection,
  { lines, style }: Surroundings,
): FlowSpacing {
  if (!isSpread(style.json ? holder : before, lines.text)) return ONE_LINE;
  const margin = lines.marginOf(slot.start);
  return style.json && margin === '' ? ONE_LINE : flowSpacing(margin, style);
}

function marginBehind(slot: Slot, spread: boolean, { lines }: Surroundings): string | undefined {
  return spread ? lines.marginOf(slot.start) : undefined;
}
