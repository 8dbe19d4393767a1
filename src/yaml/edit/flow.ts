import { ownSlot } from '../access.ts';
import { type Collection, type MapNode, NEW, type Node, resolve, type Slot, slotsOf } from '../node.ts';
import { type FlowSpacing, flowSpacing, ONE_LINE } from './flow-spacing.ts';
import { inQuotesOf, printFlow, printFlowSlot } from './print.ts';
import type { TextEditContext } from './text-edit-context.ts';

/** What decides on the layout of new text. */
type Surroundings = Pick<TextEditContext, 'lines' | 'style'>;

/** Adds the text edits of a flow collection (`{…}`, `[…]`, JSON): entry by entry, in its layout. */
export function editFlow(collection: Collection, context: TextEditContext): void {
  const original = collection.original!;
  const current = slotsOf(collection);
  const kept = original.filter((slot) => current.includes(slot));
  for (const slot of kept) replaceFlowValue(slot, collection, context);
  if (kept.length === 0) return replaceAll(collection, context);
  removeGone(original, kept, context);
  insertNew(current, kept, collection, context);
}

/** Adds the text edits of a slot of `holder` with a new value. */
export function replaceFlowValue(slot: Slot, holder: Collection, context: TextEditContext): void {
  const before = slot.originalValue;
  if (!before) return;
  // A scalar has one line in every layout.
  const spacing =
    resolve(slot.value).kind === 'scalar' ? ONE_LINE : spacingInPlaceOf(before, slot, holder, context);
  const from = before.propertiesStart ?? before.start;
  // After a plain key a colon ends the key only if a space follows; a missing value starts right after the colon.
  const needsSpace = context.text[from - 1] === ':' && slot.key?.style === 'plain';
  const space = needsSpace || isMissing(before) ? ' ' : '';
  context.add(
    from,
    before.end,
    space + printFlow(inQuotesOf(before, slot.value), context.style.json, spacing),
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

/** Nothing of the old content stays: all of it is printed again. */
function replaceAll(collection: Collection, { lines, style, add }: TextEditContext): void {
  const margin =
    style.json && isSpread(collection, lines.text) ? lines.marginOf(collection.start) : undefined;
  const inside = printFlow({ ...collection, start: NEW }, style.json, flowSpacing(margin, style));
  add(collection.start, collection.end, inside);
}

function removeGone(original: Slot[], kept: Slot[], { add }: TextEditContext): void {
  const firstKept = original.indexOf(kept[0]!);
  for (const [index, slot] of original.entries()) {
    if (kept.includes(slot)) continue;
    if (index < firstKept) add(slot.start, original[index + 1]!.start, '');
    else add(endOf(original[index - 1]!), endOf(slot), spaceAfter(original[index - 1]!));
  }
}

function insertNew(current: Slot[], kept: Slot[], collection: Collection, context: TextEditContext): void {
  const { text, style, add } = context;
  const spread = isSpread(collection, text);
  let after: Slot | undefined;
  for (const slot of current) {
    if (kept.includes(slot)) {
      after = slot;
      continue;
    }
    const margin = marginBehind(after ?? kept[0]!, spread, context);
    const entry = printFlowSlot(slot, style.json, flowSpacing(margin, style));
    const separator = margin === undefined ? ', ' : `,${style.lineEnding}${margin}`;
    if (after) add(endOf(after), endOf(after), spaceAfter(after) + separator + entry);
    else add(kept[0]!.start, kept[0]!.start, entry + separator);
  }
}

function isMissing(node: Node): boolean {
  return node.kind === 'scalar' && node.start === node.end;
}

/** A missing value ends at its colon, which needs a space before the comma or bracket that follows: `env: ,` and not `env:,`. */
function spaceAfter(slot: Slot): string {
  const before = slot.originalValue === undefined && slot.key !== undefined && isMissing(slot.value);
  return before ? ' ' : '';
}

function endOf(slot: Slot): number {
  return (slot.originalValue ?? slot.value).end;
}

/** True if each entry has a separate line. */
function isSpread(node: { start: number; end: number }, text: string): boolean {
  return /^[[{]\s*\n/.test(text.slice(node.start, Math.min(node.end, node.start + 1000)));
}

/** In JSON a new collection gets several lines if the one around it has them, in YAML if the one that it replaces has them. */
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
