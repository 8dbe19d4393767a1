import type { Collection, MapNode, Node, SeqNode } from '../node.ts';
import type { Codes } from '../source-text.ts';
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
import { noteKey } from './duplicates.ts';
import { readFlowLines } from './flow.ts';
import { readKey } from './keys.ts';
import { finishLine, skipSpaces } from './lines.ts';
import { readPlain } from './plain-lines.ts';
import { readQuotedLines } from './quoted-lines.ts';
import { beginsPlain, isKeyEnd, missing, plainEnd } from './scalars.ts';
import { MAX_DEPTH, notMine, type Scan } from './state.ts';

/**
 * The block collection whose first key or dash the scan stands at; goes to the line behind it. All that is nested in it is read in
 * this one loop, which V8 compiles sooner than functions that call each other.
 */
export function readBlock(scan: Scan): Collection {
  const parents: Collection[] = [];
  const columns: number[] = [];
  let current = newCollection(scan);
  let { column } = scan;
  for (;;) {
    const value = current.kind === 'map' ? readEntry(scan, current, column) : readItem(scan, current, column);
    if (value === undefined) {
      // The value is a collection, whose first key or dash comes next.
      parents.push(current);
      columns.push(column);
      if (parents.length > MAX_DEPTH) notMine();
      const nested = newCollection(scan);
      (current.kind === 'map' ? current.entries : current.items).at(-1)!.value = nested;
      current = nested;
      column = scan.column;
      continue;
    }
    finishSlot(scan, current, value);
    while (!hasMore(scan, current, column)) {
      if (scan.column > column) notMine();
      const parent = parents.pop();
      if (!parent) return current;
      column = columns.pop()!;
      finishSlot(scan, parent, current);
      current = parent;
    }
  }
}

function newCollection({ codes, at }: Scan): Collection {
  return isDash(codes, at)
    ? { kind: 'seq', flow: false, items: [], start: at, end: at }
    : { kind: 'map', flow: false, entries: [], start: at, end: at };
}

/** True where the line that the scan stands at goes on with the collection. */
function hasMore({ codes, at, column: here }: Scan, current: Collection, column: number): boolean {
  return here === column && (current.kind === 'map' || isDash(codes, at));
}

/** The last slot has its value. */
function finishSlot(scan: Scan, holder: Collection, value: Node): void {
  if (holder.kind === 'map') {
    holder.end = value.end;
    noteKey(scan, holder);
  } else {
    const { start } = holder.items.at(-1)!;
    holder.end = value.end > start ? value.end : start + 1;
  }
}

/** True for the dash of a sequence item. */
export function isDash(codes: Codes, at: number): boolean {
  if (codes[at] !== HYPHEN) return false;
  const next = codes[at + 1]!;
  return next === SPACE || isLineEnd(next);
}

/** Stands for a value until that is read. */
const PENDING = missing(-1);

/** Adds an entry to the map and gives its value; undefined where that is a collection which begins where the scan stands then. */
function readEntry(scan: Scan, map: MapNode, column: number): Node | undefined {
  const key = readKey(scan);
  const value = readEntryValue(scan, key.end + 1, column);
  map.entries.push({ key, value: value ?? PENDING, start: key.start });
  return value;
}

/** The value behind a key's colon, in a map at `column`. */
function readEntryValue(scan: Scan, afterColon: number, column: number): Node | undefined {
  const { codes } = scan;
  const at = skipSpaces(codes, afterColon);
  const code = codes[at]!;
  if (isLineEnd(code) || code === HASH) {
    finishLine(scan, afterColon);
    // Dashes may stand right below their key.
    if (scan.column > column) return readBelow(scan, column);
    return scan.column === column && isDash(codes, scan.at) ? undefined : missing(afterColon);
  }
  if (!beginsPlain(codes, at)) return readIndicated(scan, at, code, column);
  const end = plainEnd(scan, at);
  if (codes[end] === COLON) notMine();
  return readPlain(scan, at, end, column);
}

/** The value that begins below its key, in a map at `column`: mostly a block collection, but templates put `{}` there as well. */
function readBelow(scan: Scan, column: number): Node | undefined {
  const { codes, at } = scan;
  const code = codes[at]!;
  if (code === OPEN_BRACE || code === OPEN_BRACKET) return readIndicated(scan, at, code, column);
  if (code !== DOUBLE_QUOTE && code !== SINGLE_QUOTE) return undefined;
  const quoted = readQuotedLines(scan, at, column);
  return isKeyEnd(codes, quoted.end) ? undefined : finishValue(scan, quoted, column);
}

/** The same for an item of a sequence. */
function readItem(scan: Scan, seq: SeqNode, column: number): Node | undefined {
  const start = scan.at;
  const value = readItemValue(scan, start, column);
  seq.items.push({ value: value ?? PENDING, start });
  return value;
}

/** The value behind the dash at `dash`, in a sequence at `column`. */
function readItemValue(scan: Scan, dash: number, column: number): Node | undefined {
  const { codes } = scan;
  const at = skipSpaces(codes, dash + 1);
  const code = codes[at]!;
  if (isLineEnd(code) || code === HASH) {
    finishLine(scan, dash + 1);
    return scan.column > column ? undefined : missing(dash + 1);
  }
  if (isDash(codes, at)) return moveTo(scan, at);
  if (beginsPlain(codes, at)) {
    const end = plainEnd(scan, at);
    return codes[end] === COLON ? moveTo(scan, at) : readPlain(scan, at, end, column);
  }
  if (code !== DOUBLE_QUOTE && code !== SINGLE_QUOTE) return readIndicated(scan, at, code, column);
  const quoted = readQuotedLines(scan, at, column);
  return isKeyEnd(codes, quoted.end) ? moveTo(scan, at) : finishValue(scan, quoted, column);
}

/** A value that its first character tells: quoted, in flow style, or a block scalar. */
function readIndicated(scan: Scan, at: number, code: number, column: number): Node {
  if (code === PIPE || code === GREATER) return readBlockScalar(scan, at, column);
  if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE)
    return finishValue(scan, readQuotedLines(scan, at, column), column);
  if (code === OPEN_BRACE || code === OPEN_BRACKET)
    return finishValue(scan, readFlowLines(scan, at, column), column);
  return notMine();
}

/** Ends the line of a value. What is indented more below it would continue it. */
function finishValue(scan: Scan, value: Node, column: number): Node {
  finishLine(scan, value.end);
  if (scan.column > column) notMine();
  return value;
}

/** Goes to a collection that begins on the line of its dash. */
function moveTo(scan: Scan, at: number): undefined {
  scan.at = at;
  scan.column = at - scan.lineStart;
  return undefined;
}
