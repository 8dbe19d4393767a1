import { isMarker } from '../../document-boundaries.ts';
import type { Document, MapNode, SeqNode, Slot } from '../../node.ts';
import type { SourceText } from '../../source.ts';
import { type ItemRange, orUnsupported, type Unsupported, unsupported, type YamlParser } from '../parser.ts';
import { isDash, readBlock } from './block.ts';
import { DOT, OPEN_BRACE } from './characters.ts';
import { readFlow, readFlowKey, readFlowNode } from './flow.ts';
import { KeyTable } from './key-table.ts';
import { findContent, finishLine } from './lines.ts';
import { type FastParse, newFastParse } from './state.ts';

/**
 * The parser for the subset of YAML in which manifests are written, and for JSON. Everything else is unsupported, valid or not: anchors,
 * aliases, tags, explicit and merge keys, directives, blank lines in scalars without indicator, comments in flow collections, and tabs
 * as separation.
 */
export const fastParser: YamlParser = {
  name: 'fast',

  parse: (source, start, end, keys = new KeyTable()) =>
    orUnsupported(() => readDocument(newFastParse(source, start, endOfContent(source, start, end), keys))),

  parseItem: (source, item, base, keys = new KeyTable()) =>
    orUnsupported(() =>
      source.codes[item.dash] === OPEN_BRACE
        ? readFlowItem(source, item, base, keys)
        : readBlockItem(source, item, base, keys),
    ),
};

/** Where the document ends, without the line of its end marker (`...`). */
function endOfContent({ text, codes }: SourceText, start: number, end: number): number {
  const lastLine = Math.max(start, text.lastIndexOf('\n', end - 2) + 1);
  if (codes[lastLine] !== DOT || !isMarker(text, lastLine)) return end;
  return END_MARKER.test(text.slice(lastLine, end)) ? lastLine : unsupported();
}

const END_MARKER = /^\.\.\.(?:[ \t]+#.*|[ \t]*)\r?\n?$/;

function readBlockItem(
  source: SourceText,
  { start, dash, end }: ItemRange,
  base: Document['base'],
  keys: KeyTable,
): Document {
  const state = newFastParse(source, start, end, keys);
  state.at = dash;
  state.column = dash - start;
  const { items } = readBlock(state) as SeqNode;
  const item = items[0]!.value;
  if (!isAtEnd(state) || items.length > 1 || item.kind !== 'map') unsupported();
  return documentOf(state, item, base, false);
}

function readFlowItem(
  source: SourceText,
  { start, end }: ItemRange,
  base: Document['base'],
  keys: KeyTable,
): Document {
  const state = newFastParse(source, start, end, keys);
  const root = readFlow(state, start);
  if (root.kind !== 'map' || root.end !== end) unsupported();
  return documentOf(state, root, base, true);
}

/** The offsets of an entry in a JSON object. */
export interface EntryRange {
  keyStart: number;
  valueStart: number;
  end: number;
  /** True if the value is a list that is parsed item by item. */
  isDivided: boolean;
}

/** Parses an entry of a JSON object. A list that is parsed item by item is left empty. */
export function parseFlowEntry(
  source: SourceText,
  { keyStart, valueStart, end, isDivided }: EntryRange,
  keys: KeyTable,
): Slot | Unsupported {
  return orUnsupported(() => {
    const state = newFastParse(source, keyStart, end, keys);
    const key = readFlowKey(state, keyStart);
    if (isDivided)
      return { key, value: { kind: 'seq', flow: true, items: [], start: valueStart, end }, start: keyStart };
    const value = readFlowNode(state, valueStart);
    return value.end === end ? { key, value, start: keyStart } : unsupported();
  });
}

function readDocument(state: FastParse): Document | undefined {
  const { text, codes } = state;
  findContent(state, state.at);
  if (isAtEnd(state)) return undefined;
  if (text.startsWith('---', state.at)) {
    if (state.column !== 0) unsupported();
    finishLine(state, state.at + 3);
  }
  if (isAtEnd(state)) return undefined;
  if (isDash(codes, state.at)) unsupported();
  if (codes[state.at]! !== OPEN_BRACE) {
    const root = readBlock(state) as MapNode;
    return isAtEnd(state) ? documentOf(state, root, [], false) : unsupported();
  }
  if (state.column !== 0) unsupported();
  const root = readFlow(state, state.at) as MapNode;
  finishLine(state, root.end);
  const isJson = (root.entries[0]?.key?.style ?? 'double') === 'double';
  return isAtEnd(state) ? documentOf(state, root, [], isJson) : unsupported();
}

function isAtEnd(state: FastParse): boolean {
  return state.column === -1;
}

function documentOf(state: FastParse, root: MapNode, base: Document['base'], json: boolean): Document {
  const { duplicates, low, high } = state;
  return { root, base, aliases: new Map(), json, duplicates, keyMask: { low, high } };
}
