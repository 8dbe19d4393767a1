import { isMarker } from './documents.ts';
import type { Document, MapNode, Node, SeqNode, Slot } from './node.ts';
import { isDash, readBlock } from './scan/block.ts';
import { DOT, OPEN_BRACE } from './scan/characters.ts';
import { readFlow, readFlowKey, readFlowNode } from './scan/flow.ts';
import { KeyTable } from './scan/key-table.ts';
import { findContent, finishLine } from './scan/lines.ts';
import { isNotMine, newScan, type Scan } from './scan/state.ts';
import type { SourceText } from './source-text.ts';

export { KeyTable };

/**
 * The fast reader: one document in the subset of YAML that manifests are written in, or in JSON, to the very nodes that the
 * library reader makes of it. Gives 'not mine' for everything else, right or wrong: anchors, aliases, tags, explicit and merge
 * keys, directives, blank lines in scalars without indicator, comments in flow collections, odd tabs. Gives undefined for a document without content.
 */
export function scan(
  source: SourceText,
  start = 0,
  end = source.text.length,
  keys = new KeyTable(),
): Document | undefined | 'not mine' {
  return attempt(newScan(source, start, endOfContent(source, start, end), keys), readDocument);
}

/** Where the document ends, the line of its end marker (`...`) not counted. */
function endOfContent({ text, codes }: SourceText, start: number, end: number): number {
  const lastLine = Math.max(start, text.lastIndexOf('\n', end - 2) + 1);
  return codes[lastLine] === DOT && isMarker(text, lastLine) ? lastLine : end;
}

/**
 * The map that is the item of a block sequence, as a document of its own: the item of the dash at `dash`, whose last line ends
 * at `end`. `lineStart` is the start of the dash's line, and `base` the sequence item's path in the document around it.
 */
export function scanItem(
  source: SourceText,
  lineStart: number,
  dash: number,
  end: number,
  base: Document['base'],
  keys: KeyTable,
): Document | 'not mine' {
  const state = newScan(source, lineStart, end, keys);
  state.at = dash;
  state.column = dash - lineStart;
  return attempt(state, () => {
    const { items } = readBlock(state) as SeqNode;
    const item = items[0]!.value;
    if (!isAtEnd(state) || items.length > 1 || item.kind !== 'map') return 'not mine';
    return documentOf(state, item, base, false);
  });
}

/** The JSON object at `start`…`end`, as a document of its own; `base` is its path in the document around it. */
export function scanFlowItem(
  source: SourceText,
  start: number,
  end: number,
  base: Document['base'],
  keys: KeyTable,
): Document | 'not mine' {
  return attempt(newScan(source, start, end, keys), (state) => {
    const root = readFlow(state, start);
    return root.kind === 'map' && root.end === end ? documentOf(state, root, base, true) : 'not mine';
  });
}

/** Where an entry of a JSON object stands; nothing is read of a list whose items are told apart. */
export interface EntryPlace {
  keyStart: number;
  valueStart: number;
  end: number;
  isToldApart: boolean;
}

/** An entry of a JSON object. */
export function scanFlowEntry(
  source: SourceText,
  { keyStart, valueStart, end, isToldApart }: EntryPlace,
  keys: KeyTable,
): Slot | 'not mine' {
  return attempt(newScan(source, keyStart, end, keys), (state) => {
    const key = readFlowKey(state, keyStart);
    const value: Node = isToldApart
      ? { kind: 'seq', flow: true, items: [], start: valueStart, end }
      : readFlowNode(state, valueStart);
    return value.end === end ? { key, value, start: keyStart } : 'not mine';
  });
}

function attempt<T>(state: Scan, read: (state: Scan) => T): T | 'not mine' {
  try {
    return read(state);
  } catch (error) {
    if (isNotMine(error)) return 'not mine';
    throw error;
  }
}

function readDocument(state: Scan): Document | undefined | 'not mine' {
  const { text, codes } = state;
  findContent(state, state.at);
  if (isAtEnd(state)) return undefined;
  if (text.startsWith('---', state.at)) {
    if (state.column !== 0) return 'not mine';
    finishLine(state, state.at + 3);
  }
  if (isAtEnd(state)) return undefined;
  if (isDash(codes, state.at)) return 'not mine';
  if (codes[state.at]! !== OPEN_BRACE) {
    const root = readBlock(state) as MapNode;
    return isAtEnd(state) ? documentOf(state, root, [], false) : 'not mine';
  }
  if (state.column !== 0) return 'not mine';
  const root = readFlow(state, state.at) as MapNode;
  finishLine(state, root.end);
  const isJson = (root.entries[0]?.key?.style ?? 'double') === 'double';
  return isAtEnd(state) ? documentOf(state, root, [], isJson) : 'not mine';
}

function isAtEnd(state: Scan): boolean {
  return state.column === -1;
}

function documentOf(state: Scan, root: MapNode, base: Document['base'], json: boolean): Document {
  const { duplicates, low, high } = state;
  return { root, base, aliases: new Map(), json, duplicates, keyBits: { low, high } };
}
