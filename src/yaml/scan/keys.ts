import type { ScalarNode } from '../node.ts';
import {
  COLON,
  DOUBLE_QUOTE,
  HYPHEN,
  isLineEnd,
  isWordCharacter,
  SINGLE_QUOTE,
  SPACE,
  startsPlain,
} from './characters.ts';
import { isKeyEnd, plainEnd, readQuoted } from './scalars.ts';
import { notMine, type Scan } from './state.ts';

/** A key on one line is at most 1024 characters long (YAML 1.2.2, §8.2.2); the library reader has the message. */
export const MAX_KEY_LENGTH = 1000;

/** The key of a block map that the scan stands at. */
export function readKey(scan: Scan): ScalarNode {
  const { codes, at } = scan;
  // Nearly all keys are words.
  let end = at;
  let hash = 0;
  for (let code = codes[end]!; isWordCharacter(code); code = codes[++end]!)
    hash = (Math.imul(hash, 31) + code) | 0;
  if (end === at || codes[end] !== COLON || codes[at] === HYPHEN || end - at > MAX_KEY_LENGTH)
    return readOddKey(scan);
  const next = codes[end + 1]!;
  if (next !== SPACE && !isLineEnd(next)) return readOddKey(scan);
  return { kind: 'scalar', value: scan.keys.find(scan, at, end, hash), style: 'plain', start: at, end };
}

function readOddKey(scan: Scan): ScalarNode {
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

/** The quoted key that begins at `start`. */
export function readQuotedKey(scan: Scan, start: number): ScalarNode {
  const key = readQuoted(scan, start);
  // Every escape is longer than what it stands for.
  const isAsMeant = key.value.length === key.end - start - 2;
  if (isAsMeant) key.value = scan.keys.read(scan, start + 1, key.end - 1);
  else scan.keys.note(scan, key.value);
  return key;
}
