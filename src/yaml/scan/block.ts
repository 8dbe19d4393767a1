import type { MapNode, Node, ScalarNode, SeqNode, Slot } from '../node.ts';
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
  startsPlain,
} from './characters.ts';
import { noteKey } from './duplicates.ts';
import { readFlow } from './flow.ts';
import { finishLine, skipSpaces } from './lines.ts';
import { isKeyEnd, missing, plainEnd, readQuoted, readQuotedKey } from './scalars.ts';
import { enter, leave, notMine, type Scan } from './state.ts';

/** A key on one line is at most 1024 characters long (YAML 1.2.2, §8.2.2); the library reader has the message. */
const MAX_KEY_LENGTH = 1000;

/** The block map whose first key the scan stands at; goes to the line behind it. */
export function readMap(scan: Scan): MapNode {
  enter(scan);
  const { column } = scan;
  const entries: Slot[] = [];
  const map: MapNode = { kind: 'map', flow: false, entries, start: scan.at, end: scan.at };
  do {
    const key = readKey(scan);
    const value = readEntryValue(scan, key.end + 1, column);
    entries.push({ key, value, start: key.start });
    map.end = value.end;
    noteKey(scan, map);
  } while (scan.column === column);
  if (scan.column > column) notMine();
  leave(scan);
  return map;
}

/** The block sequence whose first dash the scan stands at; goes to the line behind it. */
export function readSeq(scan: Scan): SeqNode {
  enter(scan);
  const { column } = scan;
  const items: Slot[] = [];
  const seq: SeqNode = { kind: 'seq', flow: false, items, start: scan.at, end: scan.at };
  do {
    const start = scan.at;
    const value = readItemValue(scan, start, column);
    items.push({ value, start });
    seq.end = value.end > start ? value.end : start + 1;
  } while (scan.column === column && isDash(scan.codes, scan.at));
  if (scan.column > column) notMine();
  leave(scan);
  return seq;
}

/** True for the dash of a sequence item. */
export function isDash(codes: Codes, at: number): boolean {
  if (codes[at]! !== HYPHEN) return false;
  const next = codes[at + 1]!;
  return next === SPACE || isLineEnd(next);
}

function readKey(scan: Scan): ScalarNode {
  const { codes, at } = scan;
  const code = codes[at]!;
  let key: ScalarNode;
  if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) key = readQuotedKey(scan, at);
  else {
    if (!startsPlain(code)) notMine();
    const end = plainEnd(scan, at);
    key = { kind: 'scalar', value: scan.keys.read(scan, at, end), style: 'plain', start: at, end };
    if (key.value === '<<') notMine();
  }
  if (!isKeyEnd(codes, key.end) || key.end - at > MAX_KEY_LENGTH) notMine();
  return key;
}

/** The value behind a key's colon, in a map at `column`. */
function readEntryValue(scan: Scan, afterColon: number, column: number): Node {
  const { text, codes } = scan;
  const at = skipSpaces(codes, afterColon);
  const code = codes[at]!;
  if (isLineEnd(code) || code === HASH) {
    finishLine(scan, afterColon);
    if (scan.column > column) return readNested(scan);
    // Dashes may stand right below their key.
    if (scan.column === column && isDash(codes, scan.at)) return readSeq(scan);
    return missing(afterColon);
  }
  if (startsPlain(code) || code === HYPHEN) {
    const end = plainEnd(scan, at);
    if (codes[end]! === COLON || isDash(codes, at)) notMine();
    return finishScalar(scan, plain(text, at, end), column);
  }
  return readIndicated(scan, at, code, column);
}

/** The value behind the dash at `dash`, in a sequence at `column`. */
function readItemValue(scan: Scan, dash: number, column: number): Node {
  const { text, codes } = scan;
  const at = skipSpaces(codes, dash + 1);
  const code = codes[at]!;
  if (isLineEnd(code) || code === HASH) {
    finishLine(scan, dash + 1);
    return scan.column > column ? readNested(scan) : missing(dash + 1);
  }
  if (isDash(codes, at)) {
    moveTo(scan, at);
    return readSeq(scan);
  }
  if (startsPlain(code) || code === HYPHEN) {
    const end = plainEnd(scan, at);
    if (codes[end]! !== COLON) return finishScalar(scan, plain(text, at, end), column);
    moveTo(scan, at);
    return readMap(scan);
  }
  if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
    const quoted = readQuoted(scan, at);
    if (!isKeyEnd(codes, quoted.end)) return finishScalar(scan, quoted, column);
    moveTo(scan, at);
    return readMap(scan);
  }
  return readIndicated(scan, at, code, column);
}

/** The collection on the lines below its key or dash. */
function readNested(scan: Scan): Node {
  return isDash(scan.codes, scan.at) ? readSeq(scan) : readMap(scan);
}

/** A value that its first character tells: quoted, in flow style, or a block scalar. */
function readIndicated(scan: Scan, at: number, code: number, column: number): Node {
  switch (code) {
    case DOUBLE_QUOTE:
    case SINGLE_QUOTE:
      return finishScalar(scan, readQuoted(scan, at), column);
    case OPEN_BRACE:
    case OPEN_BRACKET:
      return finishScalar(scan, readFlow(scan, at, false), column);
    case PIPE:
    case GREATER:
      return readBlockScalar(scan, at, column);
    default:
      return notMine();
  }
}

/** Ends the line of a value. What is indented more below it would continue it. */
function finishScalar<T extends Node>(scan: Scan, node: T, column: number): T {
  finishLine(scan, node.end);
  if (scan.column > column) notMine();
  return node;
}

function plain(text: string, start: number, end: number): ScalarNode {
  return { kind: 'scalar', value: text.slice(start, end), style: 'plain', start, end };
}

/** Goes to a collection that begins on the line of its dash. */
function moveTo(scan: Scan, at: number): void {
  scan.at = at;
  scan.column = at - scan.lineStart;
}
