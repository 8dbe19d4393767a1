import type { ScalarNode } from '../../node.ts';
import { unsupported } from '../parser.ts';
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
import type { FastParse } from './state.ts';

/** An implicit key has at most 1024 characters (YAML 1.2.2, §8.2.2); the library parser has the message. */
export const MAX_KEY_LENGTH = 1000;

/** Parses the key of a block map at the current offset. */
export function readKey(state: FastParse): ScalarNode {
  const { codes, at } = state;
  // Most keys are words.
  let end = at;
  let hash = 0;
  for (let code = codes[end]!; isWordCharacter(code); code = codes[++end]!)
    hash = (Math.imul(hash, 31) + code) | 0;
  if (end === at || codes[end] !== COLON || codes[at] === HYPHEN || end - at > MAX_KEY_LENGTH)
    return readOddKey(state);
  const next = codes[end + 1]!;
  if (next !== SPACE && !isLineEnd(next)) return readOddKey(state);
  return { kind: 'scalar', value: state.keys.find(state, at, end, hash), style: 'plain', start: at, end };
}

function readOddKey(state: FastParse): ScalarNode {
  const { codes, at } = state;
  const code = codes[at]!;
  let key: ScalarNode;
  if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) key = readQuotedKey(state, at);
  else {
    if (!startsPlain(code)) unsupported();
    const end = plainEnd(state, at);
    key = { kind: 'scalar', value: state.keys.read(state, at, end), style: 'plain', start: at, end };
    if (key.value === '<<') unsupported();
  }
  if (!isKeyEnd(codes, key.end) || key.end - at > MAX_KEY_LENGTH) unsupported();
  return key;
}

/** Parses the quoted key at `start`. */
export function readQuotedKey(state: FastParse, start: number): ScalarNode {
  const key = readQuoted(state, start);
  // Every escape is longer than the character it denotes.
  const isAsMeant = key.value.length === key.end - start - 2;
  if (isAsMeant) key.value = state.keys.read(state, start + 1, key.end - 1);
  else state.keys.note(state, key.value);
  return key;
}
