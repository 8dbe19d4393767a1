import { type Collection, type Node, type Slot, slotsOf } from '../node.ts';
import { ONE_LINE } from './flow-spacing.ts';
import { inQuotesOf, isInline, printBlock, printFlow, printSlot } from './print.ts';
import { columnOf, firstSlotStart, isBlock, lineStart, nextLine } from './style.ts';
import type { TextEditContext } from './text-edit-context.ts';

/** Adds the text edits of a block collection: whole lines, so that comments and other entries stay unchanged. */
export function editBlock(collection: Collection, context: TextEditContext): void {
  const { text } = context;
  const original = collection.original!;
  const current = slotsOf(collection);
  const kept = original.every((slot) => current.includes(slot))
    ? original
    : original.filter((slot) => current.includes(slot));
  const column = columnOf(text, firstSlotStart(collection));
  if (kept.length === 0 && !ownsLine(original[0]!, text)) {
    const lines = printBlock(collection, column, context.style);
    const last = original.at(-1)!;
    return context.add(
      original[0]!.start,
      contentEnd(last.originalValue ?? last.value, text),
      joinCompact(lines, context),
    );
  }
  for (const slot of kept) replaceBlockValue(slot, context);
  if (kept.length < original.length) removeGone(original, kept, context);
  if (kept.length < current.length) insertNew(original, kept, current, column, context);
}

/** Adds the text edits of a slot with a new value. */
export function replaceBlockValue(slot: Slot, context: TextEditContext): void {
  const { text, style, add } = context;
  const before = slot.originalValue;
  if (!before) return;
  const value = slot.value;
  const from = before.propertiesStart ?? before.start;
  if (isInline(value)) {
    if (isBlock(before) && slot.key) {
      const afterColon = text.indexOf(':', slot.key.end) + 1;
      // An anchor is between the colon and the block; a comment after it stays.
      const properties = /^(?:[&!]\S*[ \t]*)*/.exec(text.slice(from, before.start))![0].trimEnd();
      const at = properties === '' ? afterColon : from;
      const space = properties === '' ? ' ' : '';
      add(at, at + properties.length, space + printFlow(value, style.json, ONE_LINE));
      return removeLines(before, context);
    }
    const keepsAnchor = before.kind === 'scalar' && before.tag === undefined && value.kind === 'scalar';
    const rendered = printFlow(inQuotesOf(before, value), style.json, ONE_LINE);
    const space = before.start === before.end ? ' ' : '';
    return add(keepsAnchor ? before.start : from, contentEnd(before, text), space + rendered);
  }
  const collection = value as Collection;
  const column = columnOf(text, slot.start);
  if (!slot.key) {
    // The first line begins where the old value began, and the others follow.
    const isMissing = before.start === before.end;
    const lines = printBlock(collection, isMissing ? column + 2 : columnOf(text, from), style);
    const space = isMissing ? ' ' : '';
    return add(from, contentEnd(before, text), space + joinCompact(lines, context));
  }
  const nested = column + (collection.kind === 'map' ? style.indent : style.sequenceIndent);
  const lines = printBlock(collection, nested, style);
  if (isBlock(before)) {
    insertLines(lineStart(text, before.start), lines, depthOf(slotsOf(collection)[0]!, nested), context);
    return removeLines(before, context);
  }
  add(text.indexOf(':', slot.key.end) + 1, contentEnd(before, text), '');
  insertLines(afterNode(before, text), lines, depthOf(slotsOf(collection)[0]!, nested), context);
}

/** Removes the lines of a block collection that is the value of a key. */
function removeLines(block: Node, { text, add }: TextEditContext): void {
  add(lineStart(text, block.start), afterNode(block, text), '');
}

function removeGone(original: Slot[], kept: Slot[], { text, add }: TextEditContext): void {
  const keptSlots = new Set(kept);
  const firstKept = original.indexOf(kept[0]!);
  for (const [index, slot] of original.entries()) {
    if (keptSlots.has(slot)) continue;
    const end = afterNode(slot.originalValue ?? slot.value, text);
    if (ownsLine(slot, text)) {
      add(lineStart(text, slot.start), end, '');
      continue;
    }
    // The first entry of a sequence item shares the line of the dash: the next one that stays moves up to it,
    // unless there are comments between the two.
    const next = original.slice(index + 1).find((other) => keptSlots.has(other))!;
    if (index < firstKept && firstKept === index + 1 && !text.slice(end, next.start).includes('#'))
      add(slot.start, next.start, '');
    else add(slot.start, contentEnd(slot.originalValue ?? slot.value, text), '');
  }
}

function insertNew(
  original: Slot[],
  kept: Slot[],
  current: Slot[],
  column: number,
  context: TextEditContext,
): void {
  const { text, style, add } = context;
  const keptSlots = new Set(kept);
  let after: Slot | undefined = kept.length === 0 ? original.at(-1) : undefined;
  for (const slot of current) {
    if (keptSlots.has(slot)) {
      after = slot;
      continue;
    }
    const lines = printSlot(slot, column, style);
    if (after) {
      insertLines(afterNode(after.originalValue ?? after.value, text), lines, depthOf(slot, column), context);
    } else if (ownsLine(original[0]!, text)) {
      insertLines(belowParent(original[0]!, text), lines, depthOf(slot, column), context);
    } else {
      add(
        original[0]!.start,
        original[0]!.start,
        joinCompact([...lines, ' '.repeat(column)], context),
        depthOf(slot, column),
      );
    }
  }
}

/** Nesting depth of new lines. The `-` of a sequence may have the column of its key, but is deeper. */
function depthOf(slot: Slot, column: number): number {
  return slot.key ? column : column + 0.5;
}

/** Inserts whole lines at the start of a line. */
function insertLines(offset: number, lines: string[], depth: number, { style, add }: TextEditContext): void {
  add(offset, offset, lines.join(style.lineEnding) + style.lineEnding, depth);
}

/** Lines whose first one continues the line it is put on. */
function joinCompact(lines: string[], { style }: TextEditContext): string {
  return lines.join(style.lineEnding).replace(/^ +/, '');
}

/** True if only white space is before the slot on its line. */
function ownsLine(slot: Slot, text: string): boolean {
  return /^[\uFEFF \t]*$/.test(text.slice(lineStart(text, slot.start), slot.start));
}

/** End of a node's text without the line breaks that close a block scalar at its end. */
export function contentEnd(node: Node, text: string): number {
  const last = lastScalar(node);
  let end = node.end;
  if (last.kind === 'scalar' && last.style === 'block') while (/\s/.test(text[end - 1] ?? '')) end--;
  return end;
}

/** Start of the line after a node; blank lines that a block scalar ends with are not part of it, unless `+` keeps them. */
export function afterNode(node: Node, text: string): number {
  const last = lastScalar(node);
  if (last.kind === 'scalar' && last.style === 'block') {
    const keepsBlankLines = /^[|>]\d?\+/.test(text.slice(last.start, last.start + 3));
    return keepsBlankLines ? last.end : nextLine(text, Math.max(contentEnd(last, text), last.start));
  }
  return nextLine(text, last.end);
}

/** The node that a block collection's text ends with. */
function lastScalar(node: Node): Node {
  let last = node;
  while (isBlock(last)) {
    const slot: Slot = (last.original ?? slotsOf(last)).at(-1)!;
    last = slot.originalValue ?? slot.value;
  }
  return last;
}

/** Start of the line after the parent's key: above the comments that belong to the first entry. */
function belowParent(first: Slot, text: string): number {
  let offset = lineStart(text, first.start);
  while (offset > 0) {
    const above = lineStart(text, offset - 1);
    if (!/^\s*(#.*)?$/.test(text.slice(above, offset).trimEnd())) break;
    offset = above;
  }
  return offset;
}
