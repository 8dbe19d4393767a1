import { columnOf } from '../edit/style.ts';
import type { Document, MapNode, Node, SeqNode, Slot } from '../yaml/node.ts';
import type { Path } from '../yaml/read.ts';
import { type KeyTable, scan, scanItem } from '../yaml/scan.ts';
import type { SourceText } from '../yaml/source-text.ts';
import { parseItem } from './items-on-demand.ts';
import type { ItemPlace, Layout, ListPlace } from './places.ts';
import { NotReadAlone } from './unread.ts';

/** @throws NotReadAlone */
export function readItem(source: SourceText, item: ItemPlace, base: Path, keys: KeyTable): Document {
  const { start, dash, end } = item;
  const scanned = scanItem(source, start, dash, end, base, keys);
  if (scanned !== 'not mine') return scanned;
  const document = parseItem(source.text, start, end, base, onlyItem);
  return { ...document, json: false };
}

function onlyItem(root: Node): Node | undefined {
  return root.kind === 'seq' && root.items.length === 1 ? root.items[0]!.value : undefined;
}

/**
 * What stands around the items of a ResourceList or List in block style: the list without its items and results but for the last
 * ones, as `openResourceList` gives it for one that was read as a whole.
 *
 * @throws NotReadAlone
 */
export function readHead(source: SourceText, layout: Layout, keys: KeyTable): Document {
  const entries: Slot[] = [];
  let from = layout.start;
  for (const list of layout.lists) {
    entries.push(...readEntries(source, from, list.keyStart, keys), lastOf(source, list, keys));
    from = list.end;
  }
  entries.push(...readEntries(source, from, layout.end, keys));
  const names = new Set(entries.map(({ key }) => key!.value));
  if (names.size < entries.length) throw new NotReadAlone('the list has an entry twice');
  const start = entries[0]!.start;
  const root: MapNode = { kind: 'map', flow: false, entries, start, end: entries.at(-1)!.value.end };
  return { root, base: [], aliases: new Map(), json: false, duplicates: [] };
}

/** The entries of the outermost map between two of its lines. */
function readEntries(source: SourceText, start: number, end: number, keys: KeyTable): Slot[] {
  const document = scan(source, start, end, keys);
  if (document === undefined) return [];
  const root = document === 'not mine' ? undefined : document.root;
  if (root?.kind !== 'map' || root.flow || columnOf(source.text, root.start) > 0)
    throw new NotReadAlone('the head of the list cannot be read by itself');
  return root.entries;
}

/** The list's entry with its last item alone. */
function lastOf(source: SourceText, { key, keyStart, items }: ListPlace, keys: KeyTable): Slot {
  const index = items.length - 1;
  const last = items[index]!;
  const value = readItem(source, last, [key, index], keys).root;
  const end = value.end;
  const seq: SeqNode = {
    kind: 'seq',
    flow: false,
    items: [{ value, start: last.dash }],
    start: items[0]!.dash,
    end,
  };
  const name = { value: key, style: 'plain', start: keyStart, end: keyStart + key.length } as const;
  return { key: { kind: 'scalar', ...name }, value: seq, start: keyStart };
}
