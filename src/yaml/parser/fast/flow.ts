import type { MapNode, Node, ScalarNode, SeqNode, Slot } from '../../node.ts';
import type { Codes } from '../../source.ts';
import { unsupported } from '../parser.ts';
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
import { noteKey } from './duplicate-keys.ts';
import { MAX_KEY_LENGTH, readQuotedKey } from './keys.ts';
import { skipSpaces, skipWhite } from './lines.ts';
import { plain, readQuoted } from './scalars.ts';
import { enter, type FastParse, leave } from './state.ts';

/**
 * Parses the flow collection at `start`: `{…}` or `[…]`. Comments, missing values and single-pair maps (`[a: b]`) are unsupported.
 * Does not move the current offset: the parse continues at the node's end.
 */
export function readFlow(state: FastParse, start: number): MapNode | SeqNode {
  enter(state);
  const made = state.codes[start]! === OPEN_BRACE ? readFlowMap(state, start) : readFlowSeq(state, start);
  leave(state);
  return made;
}

/** The same in a block collection with indentation `column`: all its lines need more indentation. */
export function readFlowLines(state: FastParse, start: number, column: number): MapNode | SeqNode {
  const { text, codes } = state;
  const made = readFlow(state, start);
  let lineBreak = text.indexOf('\n', start);
  while (lineBreak !== -1 && lineBreak < made.end) {
    const at = skipSpaces(codes, lineBreak + 1);
    if (at - lineBreak - 1 <= column || !(codes[at]! > SPACE)) unsupported();
    lineBreak = text.indexOf('\n', at);
  }
  return made;
}

function readFlowMap(state: FastParse, start: number): MapNode {
  const { codes } = state;
  const entries: Slot[] = [];
  const map: MapNode = { kind: 'map', flow: true, entries, start, end: start };
  let at = skipWhite(codes, start + 1);
  while (codes[at]! !== CLOSE_BRACE) {
    const key = readFlowKey(state, at);
    const value = readFlowNode(state, skipWhite(codes, colonOf(codes, key) + 1));
    entries.push({ key, value, start: key.start });
    noteKey(state, map);
    at = skipWhite(codes, value.end);
    const code = codes[at]!;
    if (code === CLOSE_BRACE) break;
    if (code !== COMMA) unsupported();
    at = skipWhite(codes, at + 1);
  }
  map.end = at + 1;
  return map;
}

function readFlowSeq(state: FastParse, start: number): SeqNode {
  const { codes } = state;
  const items: Slot[] = [];
  let at = skipWhite(codes, start + 1);
  while (codes[at]! !== CLOSE_BRACKET) {
    const value = readFlowNode(state, at);
    items.push({ value, start: value.start });
    at = skipWhite(codes, value.end);
    const code = codes[at]!;
    if (code === CLOSE_BRACKET) break;
    if (code !== COMMA) unsupported();
    at = skipWhite(codes, at + 1);
  }
  return { kind: 'seq', flow: true, items, start, end: at + 1 };
}

/** Parses the node at `at` in a flow collection. */
export function readFlowNode(state: FastParse, at: number): Node {
  const code = state.codes[at]!;
  if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) return readQuoted(state, at);
  if (code === OPEN_BRACE || code === OPEN_BRACKET) return readFlow(state, at);
  return readFlowPlain(state, at);
}

/** Parses the key at `at`. After a plain key `:` and white space have to follow at once. */
export function readFlowKey(state: FastParse, at: number): ScalarNode {
  const { codes } = state;
  const code = codes[at]!;
  const isQuoted = code === DOUBLE_QUOTE || code === SINGLE_QUOTE;
  const key = isQuoted ? readQuotedKey(state, at) : readFlowPlain(state, at);
  if (key.end - key.start > MAX_KEY_LENGTH || codes[colonOf(codes, key)]! !== COLON) unsupported();
  if (!isQuoted && (codes[key.end + 1]! !== SPACE || key.value === '<<')) unsupported();
  if (!isQuoted) key.value = state.keys.read(state, key.start, key.end);
  return key;
}

/** Offset of the `:` after a key, if there is one. */
function colonOf(codes: Codes, { end, style }: ScalarNode): number {
  return style === 'plain' ? end : skipSpaces(codes, end);
}

/** Parses a plain scalar on one line; in flow collections a flow indicator ends it. */
function readFlowPlain({ text, codes }: FastParse, start: number): ScalarNode {
  const first = codes[start]!;
  if (first === HYPHEN) {
    const next = codes[start + 1]!;
    if (isFlowEnd(next) || next === HYPHEN || !(next > SPACE)) unsupported();
  } else if (!startsPlain(first)) unsupported();
  let end = start;
  for (let at = start; ; at++) {
    const code = codes[at]!;
    if (code === SPACE) continue;
    if (isFlowEnd(code)) break;
    if (!(code > SPACE)) break;
    if (code === COLON) {
      const next = codes[at + 1]!;
      if (isFlowEnd(next) || !(next > SPACE)) break;
    } else if (code === HASH && end !== at) unsupported();
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
