import { columnOf } from '../edit/style.ts';
import { InputError } from '../errors.ts';
import type { Document, MapNode, Node, SeqNode, Slot } from '../yaml/node.ts';
import { parse } from '../yaml/parse.ts';
import type { Path } from '../yaml/read.ts';
import { type KeyTable, scan, scanItem } from '../yaml/scan.ts';
import type { SourceText } from '../yaml/source-text.ts';
import type { ItemLines, Layout, ListLines } from './layout.ts';
import { type Opening, openObject } from './objects.ts';
import { isTold } from './type-seen.ts';
import { NotReadAlone, type ReadOnDemand, type Unread, UnreadResource } from './unread.ts';

/** Where the items are. */
const LIST: Path = ['items'];

/** Adds the items of a block-style list whose lines tell them apart; what no rule looks at stays unread. */
export function openBlockItems(opening: Opening, { items }: ListLines, keys: KeyTable): void {
  const { source, options } = opening;
  const read = (lines: ItemLines, base: Path) => readItem(source, lines, base, keys);
  const origin: ReadOnDemand<ItemLines & Unread> = { text: source.text, options, list: LIST, read };
  for (const [index, lines] of items.entries()) {
    // A list in the list is read for the objects that it holds.
    if (!isTold(lines) || lines.kind.endsWith('List')) {
      const base = [...LIST, index];
      const document = read(lines, base);
      openObject(opening, document.root as MapNode, base, document);
      continue;
    }
    const resource = new UnreadResource(lines, origin, index);
    if (options.isOfInterest(lines.apiVersion, lines.kind)) opening.add(resource);
    else opening.addAside(resource);
  }
}

/** @throws NotReadAlone */
export function readItem(source: SourceText, lines: ItemLines, base: Path, keys: KeyTable): Document {
  const { start, dash, end } = lines;
  const scanned = scanItem(source, start, dash, end, base, keys);
  if (scanned !== 'not mine') return scanned;
  const parsed = parseAlone(source.text, start, end);
  const root = parsed?.root.kind === 'seq' && parsed.root.items.length === 1 && parsed.root.items[0]!.value;
  if (!parsed || !root || root.kind !== 'map' || hasAnchor(root))
    throw new NotReadAlone('an item of the list cannot be read by itself');
  return { ...parsed, root, base, json: false };
}

/** The library's own message would be about the item alone, so it has to come from reading the whole. */
function parseAlone(text: string, start: number, end: number): Document | undefined {
  try {
    return parse(text, start, end);
  } catch (error) {
    if (error instanceof InputError) throw new NotReadAlone(error.message);
    throw error;
  }
}

/** True where something elsewhere may refer to the node or into it. */
function hasAnchor(node: Node): boolean {
  if (node.kind === 'alias' || node.anchor !== undefined) return true;
  if (node.kind === 'scalar') return false;
  const slots = node.kind === 'map' ? node.entries : node.items;
  return slots.some(({ key, value }) => (key && hasAnchor(key)) || hasAnchor(value));
}

/**
 * The ResourceList without its items and results but for the last ones, as `openResourceList` gives it for one that was read
 * as a whole.
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
function lastOf(source: SourceText, { key, keyStart, items }: ListLines, keys: KeyTable): Slot {
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
