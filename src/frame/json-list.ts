import type { Document, MapNode, Slot } from '../yaml/node.ts';
import type { Path } from '../yaml/read.ts';
import { type EntryPlace, type KeyTable, scanFlowEntry, scanFlowItem } from '../yaml/scan.ts';
import type { SourceText } from '../yaml/source-text.ts';
import { parseItem } from './items-on-demand.ts';
import type { ItemPlace, Layout } from './places.ts';
import { NotReadAlone } from './unread.ts';

/** @throws NotReadAlone */
export function readItem(
  source: SourceText,
  { start, end }: ItemPlace,
  base: Path,
  keys: KeyTable,
): Document {
  const scanned = scanFlowItem(source, start, end, base, keys);
  return scanned === 'not mine' ? parseItem(source.text, start, end, base, (root) => root) : scanned;
}

/**
 * What stands around the items of a ResourceList or List in JSON. Items and results are empty lists in their places, which is enough to
 * write other results.
 *
 * @throws NotReadAlone
 */
export function readHead(source: SourceText, { json }: Layout, keys: KeyTable): Document {
  const { start, end, entries } = json!;
  const slots = entries.map((entry) => readEntry(source, entry, keys));
  const names = new Set(slots.map(({ key }) => key!.value));
  if (names.size < slots.length) throw new NotReadAlone('the list has an entry twice');
  const root: MapNode = { kind: 'map', flow: true, entries: slots, start, end };
  return { root, base: [], aliases: new Map(), json: true, duplicates: [] };
}

function readEntry(source: SourceText, entry: EntryPlace, keys: KeyTable): Slot {
  const slot = scanFlowEntry(source, entry, keys);
  if (slot === 'not mine') throw new NotReadAlone('the head of the list cannot be read by itself');
  return slot;
}
