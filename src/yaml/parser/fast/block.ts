import type { Collection, MapNode, Node, SeqNode } from '../../node.ts';
import type { Codes } from '../../source.ts';
import { unsupported } from '../parser.ts';
import { readBlockScalar } from './block-scalar.ts';
import {
  COLON,
  DOUBLE_QUOTE,
  GREATER,
  HASH,
  HYPHEN,
  isLineEnd,
  OPEN_BRACE,
  OPEN_BRACKET,
  PIPE,
  SINGLE_QUOTE,
  SPACE,
} from './characters.ts';
import { noteKey } from './duplicate-keys.ts';
import { readFlowLines } from './flow.ts';
import { readKey } from './keys.ts';
import { finishLine, skipSpaces } from './lines.ts';
import { readPlain } from './multiline-plain.ts';
import { readQuotedLines } from './multiline-quoted.ts';
import { beginsPlain, isKeyEnd, missing, plainEnd } from './scalars.ts';
import { type FastParse, MAX_DEPTH } from './state.ts';

/**
 * Parses the block collection whose first key or `-` is at the current offset; ends at the content after it. All nested block
 * collections are parsed in this one loop, which V8 compiles sooner than functions that call each other.
 */
export function readBlock(state: FastParse): Collection {
  const parents: Collection[] = [];
  const columns: number[] = [];
  let current = newCollection(state);
  let { column } = state;
  for (;;) {
    const value =
      current.kind === 'map' ? readEntry(state, current, column) : readItem(state, current, column);
    if (value === undefined) {
      // The value is a collection, whose first key or dash comes next.
      parents.push(current);
      columns.push(column);
      if (parents.length > MAX_DEPTH) unsupported();
      const nested = newCollection(state);
      (current.kind === 'map' ? current.entries : current.items).at(-1)!.value = nested;
      current = nested;
      column = state.column;
      continue;
    }
    finishSlot(state, current, value);
    while (!hasMore(state, current, column)) {
      if (state.column > column) unsupported();
      const parent = parents.pop();
      if (!parent) return current;
      column = columns.pop()!;
      finishSlot(state, parent, current);
      current = parent;
    }
  }
}

function newCollection({ codes, at }: FastParse): Collection {
  return isDash(codes, at)
    ? { kind: 'seq', flow: false, items: [], start: at, end: at }
    : { kind: 'map', flow: false, entries: [], start: at, end: at };
}

/** True if the current line is the next entry or item of the collection. */
function hasMore({ codes, at, column: here }: FastParse, current: Collection, column: number): boolean {
  return here === column && (current.kind === 'map' || isDash(codes, at));
}

/** Completes the last slot of the collection with its value. */
function finishSlot(state: FastParse, holder: Collection, value: Node): void {
  if (holder.kind === 'map') {
    holder.end = value.end;
    noteKey(state, holder);
  } else {
    const { start } = holder.items.at(-1)!;
    holder.end = value.end > start ? value.end : start + 1;
  }
}

/** True for the `-` of a block sequence entry: white space or a line break follows it. */
export function isDash(codes: Codes, at: number): boolean {
  if (codes[at] !== HYPHEN) return false;
  const next = codes[at + 1]!;
  return next === SPACE || isLineEnd(next);
}

/** The value of a slot until its value is parsed. */
const PENDING = missing(-1);

/** Adds an entry to the map and returns its value; undefined if the value is a block collection, which begins at the current offset then. */
function readEntry(state: FastParse, map: MapNode, column: number): Node | undefined {
  const key = readKey(state);
  const value = readEntryValue(state, key.end + 1, column);
  map.entries.push({ key, value: value ?? PENDING, start: key.start });
  return value;
}

/** Parses the value after a key's `:`, in a map with indentation `column`. */
function readEntryValue(state: FastParse, afterColon: number, column: number): Node | undefined {
  const { codes } = state;
  const at = skipSpaces(codes, afterColon);
  const code = codes[at]!;
  if (isLineEnd(code) || code === HASH) {
    finishLine(state, afterColon);
    // The `-` of a sequence may have the indentation of its key (YAML 1.2.2, §8.2.2).
    if (state.column > column) return readBelow(state, column);
    return state.column === column && isDash(codes, state.at) ? undefined : missing(afterColon);
  }
  if (!beginsPlain(codes, at)) return readIndicated(state, at, code, column);
  const end = plainEnd(state, at);
  if (codes[end] === COLON) unsupported();
  return readPlain(state, at, end, column);
}

/** Parses a value that begins on a line after its key: a block collection, or, as templates print it, `{}` or a quoted scalar. */
function readBelow(state: FastParse, column: number): Node | undefined {
  const { codes, at } = state;
  const code = codes[at]!;
  if (code === OPEN_BRACE || code === OPEN_BRACKET) return readIndicated(state, at, code, column);
  if (code !== DOUBLE_QUOTE && code !== SINGLE_QUOTE) return undefined;
  const quoted = readQuotedLines(state, at, column);
  return isKeyEnd(codes, quoted.end) ? undefined : finishValue(state, quoted, column);
}

/** Adds an item to the sequence and returns its value; undefined as in `readEntry`. */
function readItem(state: FastParse, seq: SeqNode, column: number): Node | undefined {
  const start = state.at;
  const value = readItemValue(state, start, column);
  seq.items.push({ value: value ?? PENDING, start });
  return value;
}

/** Parses the value after the `-` at `dash`, in a sequence with indentation `column`. */
function readItemValue(state: FastParse, dash: number, column: number): Node | undefined {
  const { codes } = state;
  const at = skipSpaces(codes, dash + 1);
  const code = codes[at]!;
  if (isLineEnd(code) || code === HASH) {
    finishLine(state, dash + 1);
    return state.column > column ? undefined : missing(dash + 1);
  }
  if (isDash(codes, at)) return moveTo(state, at);
  if (beginsPlain(codes, at)) {
    const end = plainEnd(state, at);
    return codes[end] === COLON ? moveTo(state, at) : readPlain(state, at, end, column);
  }
  if (code !== DOUBLE_QUOTE && code !== SINGLE_QUOTE) return readIndicated(state, at, code, column);
  const quoted = readQuotedLines(state, at, column);
  return isKeyEnd(codes, quoted.end) ? moveTo(state, at) : finishValue(state, quoted, column);
}

/** Parses a value that begins with an indicator: a quoted scalar, a flow collection or a block scalar. */
function readIndicated(state: FastParse, at: number, code: number, column: number): Node {
  if (code === PIPE || code === GREATER) return readBlockScalar(state, at, column);
  if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE)
    return finishValue(state, readQuotedLines(state, at, column), column);
  if (code === OPEN_BRACE || code === OPEN_BRACKET)
    return finishValue(state, readFlowLines(state, at, column), column);
  return unsupported();
}

/** Ends the line of a value. A line with more indentation after it would continue the value. */
function finishValue(state: FastParse, value: Node, column: number): Node {
  finishLine(state, value.end);
  if (state.column > column) unsupported();
  return value;
}

/** Moves to a block collection that begins on the line of its `-` (compact form, YAML 1.2.2, §8.2.1). */
function moveTo(state: FastParse, at: number): undefined {
  state.at = at;
  state.column = at - state.lineStart;
  return undefined;
}
