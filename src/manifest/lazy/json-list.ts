import type { Document, MapNode } from '../../yaml/node.ts';
import { parseFlowEntry } from '../../yaml/parser/fast/index.ts';
import type { KeyTable } from '../../yaml/parser/fast/key-table.ts';
import { UNSUPPORTED, type Unsupported } from '../../yaml/parser/parser.ts';
import type { SourceText } from '../../yaml/source.ts';
import type { ObjectSpan } from './outline-types.ts';

/** Parses a ResourceList or List in JSON with empty lists in place of its items and results: enough to write other results. */
export function parseJsonHead(
  source: SourceText,
  { start, end, entries }: ObjectSpan,
  keys: KeyTable,
): Document | Unsupported {
  const root: MapNode = { kind: 'map', flow: true, entries: [], start, end };
  for (const entry of entries) {
    const slot = parseFlowEntry(source, entry, keys);
    if (slot === UNSUPPORTED) return UNSUPPORTED;
    root.entries.push(slot);
  }
  const names = new Set(root.entries.map(({ key }) => key!.value));
  if (names.size < entries.length) return UNSUPPORTED;
  return { root, base: [], aliases: new Map(), json: true, duplicates: [] };
}
