import { isPlainText, plainTypeOf } from '../../yaml/plain-type.ts';
import type { Shape, Type } from './schema.ts';

/** A key of a map without colons; it may be in quotes. */
const KEY = /^(?:[\w./-]+|"[^"\\]+"|'[^']+')$/;
const DASH = /^\s*- /;
const QUOTED = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')$/;
const BLOCK_SCALAR = /^[|>][-+]?$/;
const INDICATOR = /^[[\]{}&*!|>@`%"'#,?-]/;

/** The entries of one map, which begin in one column. */
interface Level {
  column: number;
  of: Type;
}

/**
 * Returns true where the lines of an object in block style show beyond doubt that its shape accepts it; false says nothing. Made for objects with
 * much content, as ConfigMaps are, so that they need not be parsed for it.
 */
export function isSurelyAccepted(text: string, shape: Shape): boolean {
  // An item of a list begins after its dash.
  const first = DASH.exec(text)?.[0].length ?? 0;
  const levels: Level[] = [];
  /** What lines below the last entry are part of; undefined where there may be none. */
  let below: Type | undefined = { is: 'struct', shape };
  let required = 0;
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    end = text.indexOf('\n', start);
    if (end === -1) end = text.length;
    const last = levels.at(-1)?.column ?? -1;
    let at = end > first ? Math.max(start, first) : start;
    while (text.charCodeAt(at) === SPACE) at++;
    const column = at - start;
    const code = text.charCodeAt(at);
    if (at >= end || code === HASH || code === CR || text.startsWith('---', start)) continue;
    if (column > last) {
      if (!below) return false;
      levels.push({ column, of: below });
    } else {
      while (levels.length > 0 && levels.at(-1)!.column > column) levels.pop();
      if (levels.at(-1)?.column !== column) return false;
    }
    const colon = text.indexOf(':', at);
    if (colon === -1 || colon > end) return false;
    const key = text.slice(at, colon);
    const type = memberType(levels.at(-1)!.of, key);
    if (!type) return false;
    if (levels.length === 1 && shape.fields.get(key)?.required) required++;
    const next = contentBelow(text.slice(colon + 1, end), type);
    if (next === false) return false;
    if (next === TEXT) end = endOfText(text, end, column);
    below = next === TEXT ? undefined : next;
  }
  return required === shape.required;
}

const TEXT: Type = { is: 'string' };
const SPACE = 0x20;
const HASH = 0x23;
const CR = 0x0d;

/** Expressions for the first line that is indented by at most as many spaces as their index. */
const ends: RegExp[] = [];

/** Returns the end of the last line below `from` that is blank or indented by more than `column`. */
function endOfText(text: string, from: number, column: number): number {
  // Much faster than a look at each line.
  ends[column] ??= new RegExp(`\\n {0,${column}}[^ \\n\\r]`, 'g');
  const pattern = ends[column];
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

/** The type of a key's value; undefined for a key that is not accepted. */
function memberType(type: Type, key: string): Type | undefined {
  if (type.is === 'map') return KEY.test(key) && (QUOTED.test(key) || isPlainText(key)) ? type.of : undefined;
  return type.is === 'struct' ? type.shape.fields.get(key)?.type : undefined;
}

/** What lines below an entry with that value on its own line are part of; false where the value may not be of the type. */
function contentBelow(written: string, type: Type): Type | undefined | false {
  if (written.trim() !== '' && !written.startsWith(' ')) return false;
  const comment = written.indexOf(' #');
  const value = (comment === -1 ? written : written.slice(0, comment)).trim();
  if (value === '') return type.is === 'struct' || type.is === 'map' ? type : false;
  if (type.is === 'string' && BLOCK_SCALAR.test(value)) return TEXT;
  if (type.is === 'string' && QUOTED.test(value)) return undefined;
  if ((type.is === 'map' || type.is === 'struct') && value === '{}') return undefined;
  if (INDICATOR.test(value)) return false;
  const isExpected =
    type.is === 'bool' ? plainTypeOf(value) === 'bool' : type.is === 'string' && isPlainText(value);
  return isExpected ? undefined : false;
}
