import type { Path } from '../../yaml/access.ts';
import { columnOf } from '../../yaml/edit/style.ts';
import type { Document, MapNode, SeqNode, Slot } from '../../yaml/node.ts';
import { fastParser } from '../../yaml/parser/fast/index.ts';
import type { KeyTable } from '../../yaml/parser/fast/key-table.ts';
import { parseItem } from '../../yaml/parser/index.ts';
import { orUnsupported, UNSUPPORTED, type Unsupported, unsupported } from '../../yaml/parser/parser.ts';
import type { SourceText } from '../../yaml/source.ts';
import type { ListSpan, Outline } from './outline-types.ts';

/**
 * Parses a ResourceList or List in block style without its items and results, except for the last of each, so that insertion positions
 * are known: the head that `openResourceList` makes of a list that was parsed as a whole.
 */
export function parseBlockHead(source: SourceText, outline: Outline, keys: KeyTable): Document | Unsupported {
  return orUnsupported(() => {
    const entries: Slot[] = [];
    let from = outline.start;
    for (const list of outline.lists) {
      entries.push(...parseEntries(source, from, list.keyStart, keys), lastOf(source, list, keys));
      from = list.end;
    }
    entries.push(...parseEntries(source, from, outline.end, keys));
    const names = new Set(entries.map(({ key }) => key!.value));
    if (names.size < entries.length) unsupported();
    const start = entries[0]!.start;
    const root: MapNode = { kind: 'map', flow: false, entries, start, end: entries.at(-1)!.value.end };
    return { root, base: [], aliases: new Map(), json: false, duplicates: [] };
  });
}

/** The entries of the root map between the starts of two lines. */
function parseEntries(source: SourceText, start: number, end: number, keys: KeyTable): Slot[] {
  const document = fastParser.parse(source, start, end, keys);
  if (document === undefined) return [];
  if (document === UNSUPPORTED) return unsupported();
  const { root } = document;
  return root.kind === 'map' && !root.flow && columnOf(source.text, root.start) === 0
    ? root.entries
    : unsupported();
}

/** The entry of a list with its last item only. */
function lastOf(source: SourceText, { key, keyStart, items }: ListSpan, keys: KeyTable): Slot {
  const index = items.length - 1;
  const last = items[index]!;
  const path: Path = [key, index];
  const document = parseItem(source, last, path, keys);
  if (document === UNSUPPORTED) return unsupported();
  const value = document.root;
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
