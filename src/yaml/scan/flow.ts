import type { MapNode, Node, ScalarNode, SeqNode, Slot } from '../node.ts';
import type { Codes } from '../source-text.ts';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DOUBLE_QUOTE,
  HASH,
  HYPHEN,
  OPEN_BRACE,
  OPEN_BRACKET,
  SINGLE_QUOTE,
  SPACE,
  startsPlain,
} from './characters.ts';
import { noteKey } from './duplicates.ts';
import { MAX_KEY_LENGTH, readQuotedKey } from './keys.ts';
import { skipSpaces, skipWhite } from './lines.ts';
import { plain, readQuoted } from './scalars.ts';
import { enter, leave, notMine, type Scan } from './state.ts';

/**
 * The flow collection that begins at `start`: `{…}` or `[…]`. Comments, missing values and pairs without braces are not read here.
 * Leaves the scan as it is: the node's end is where to go on.
 */
export function readFlow(scan: Scan, start: number): MapNode | SeqNode {
  enter(scan);
  const made = scan.codes[start]! === OPEN_BRACE ? readFlowMap(scan, start) : readFlowSeq(scan, start);
  leave(scan);
  return made;
}

/** The same in a block collection at `column`: all lines of it have to be indented more. */
export function readFlowLines(scan: Scan, start: number, column: number): MapNode | SeqNode {
  const { text, codes } = scan;
  const made = readFlow(scan, start);
  let lineBreak = text.indexOf('\n', start);
  while (lineBreak !== -1 && lineBreak < made.end) {
    const at = skipSpaces(codes, lineBreak + 1);
    if (at - lineBreak - 1 <= column || !(codes[at]! > SPACE)) notMine();
    lineBreak = text.indexOf('\n', at);
  }
  return made;
}

function readFlowMap(scan: Scan, start: number): MapNode {
  const { codes } = scan;
  const entries: Slot[] = [];
  const map: MapNode = { kind: 'map', flow: true, entries, start, end: start };
  let at = skipWhite(codes, start + 1);
  while (codes[at]! !== CLOSE_BRACE) {
    const key = readFlowKey(scan, at);
    const value = readFlowNode(scan, skipWhite(codes, colonOf(codes, key) + 1));
    entries.push({ key, value, start: key.start });
    noteKey(scan, map);
    at = skipWhite(codes, value.end);
    const code = codes[at]!;
    if (code === CLOSE_BRACE) break;
    if (code !== COMMA) notMine();
    at = skipWhite(codes, at + 1);
  }
  map.end = at + 1;
  return map;
}

function readFlowSeq(scan: Scan, start: number): SeqNode {
  const { codes } = scan;
  const items: Slot[] = [];
  let at = skipWhite(codes, start + 1);
  while (codes[at]! !== CLOSE_BRACKET) {
    const value = readFlowNode(scan, at);
    items.push({ value, start: value.start });
    at = skipWhite(codes, value.end);
    const code = codes[at]!;
    if (code === CLOSE_BRACKET) break;
    if (code !== COMMA) notMine();
    at = skipWhite(codes, at + 1);
  }
  return { kind: 'seq', flow: true, items, start, end: at + 1 };
}

/** What is at `at`, in a flow collection. */
export function readFlowNode(scan: Scan, at: number): Node {
  const code = scan.codes[at]!;
  if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) return readQuoted(scan, at);
  if (code === OPEN_BRACE || code === OPEN_BRACKET) return readFlow(scan, at);
  return readFlowPlain(scan, at);
}

/** The key at `at`. Its colon follows, behind a plain key at once and with white space behind it. */
export function readFlowKey(scan: Scan, at: number): ScalarNode {
  const { codes } = scan;
  const code = codes[at]!;
  const isQuoted = code === DOUBLE_QUOTE || code === SINGLE_QUOTE;
  const key = isQuoted ? readQuotedKey(scan, at) : readFlowPlain(scan, at);
  if (key.end - key.start > MAX_KEY_LENGTH || codes[colonOf(codes, key)]! !== COLON) notMine();
  if (!isQuoted && (codes[key.end + 1]! !== SPACE || key.value === '<<')) notMine();
  if (!isQuoted) key.value = scan.keys.read(scan, key.start, key.end);
  return key;
}

/** Where the colon of a key stands, if it has one. */
function colonOf(codes: Codes, { end, style }: ScalarNode): number {
  return style === 'plain' ? end : skipSpaces(codes, end);
}

/** A plain scalar on one line; in flow collections commas and brackets end it. */
function readFlowPlain({ text, codes }: Scan, start: number): ScalarNode {
  const first = codes[start]!;
  if (first === HYPHEN) {
    const next = codes[start + 1]!;
    if (isFlowEnd(next) || next === HYPHEN || !(next > SPACE)) notMine();
  } else if (!startsPlain(first)) notMine();
  let end = start;
  for (let at = start; ; at++) {
    const code = codes[at]!;
    if (code === SPACE) continue;
    if (isFlowEnd(code)) break;
    if (!(code > SPACE)) break;
    if (code === COLON) {
      const next = codes[at + 1]!;
      if (isFlowEnd(next) || !(next > SPACE)) break;
    } else if (code === HASH && end !== at) notMine();
    end = at + 1;
  }
  return plain(text, start, end);
}

function isFlowEnd(code: number): boolean {
  return (
    code === COMMA ||
    code === CLOSE_BRACKET ||
    code === CLOSE_BRACE ||
    code === OPEN_BRACKET ||
    code === OPEN_BRACE
  );
}
