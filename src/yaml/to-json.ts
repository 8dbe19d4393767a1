import { PreparationError } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { type Node, resolve, type ScalarNode } from './node.ts';
import { entriesOf, watchDuplicateReads } from './read.ts';

/** Nothing that is read as JSON (a configuration, a field's value) is nested deeper. */
const MAX_DEPTH = 200;
/** Values that aliases may expand to. */
const MAX_VALUES = 1_000_000;

/**
 * The plain value of a node, aliases and merge keys written out.
 * Plain scalars follow the core schema of YAML 1.2: `off` and `yes` are text. An integer that a float cannot hold exactly
 * and a number that JSON lacks (`.inf`) stay text.
 *
 * @throws PreparationError on a key that stands twice, and where nesting or aliases go beyond all measure.
 */
export function toJson(node: Node): Json {
  return watchDuplicateReads(
    (_map, key) => {
      throw new PreparationError(`the key "${key}" stands twice in one map: keep one`);
    },
    () => jsonOf(node),
  );
}

/** Like `toJson`, for what a result shows of a manifest: of a key that stands twice it takes the last, and counts as its reader. */
export function jsonOf(node: Node): Json {
  let values = 0;

  function convert(reference: Node, depth: number): Json {
    if (depth > MAX_DEPTH) throw new PreparationError(`more than ${MAX_DEPTH} levels of nesting`);
    if (++values > MAX_VALUES) throw new PreparationError(`aliases expand to more than ${MAX_VALUES} values`);
    const current = resolve(reference);
    if (current.kind === 'seq') return current.items.map((item) => convert(item.value, depth + 1));
    if (current.kind === 'scalar') return scalarToJson(current);
    // Unlike an assignment, this makes `__proto__` an ordinary key.
    return Object.fromEntries(
      entriesOf(current as Exclude<typeof current, { kind: 'alias' }>).map(([key, value]) => [
        key,
        convert(value, depth + 1),
      ]),
    ) as JsonObject;
  }

  return convert(node, 0);
}

const CORE_TAG = /^(?:!!|!?<?tag:yaml\.org,2002:)(null|bool|int|float)>?$/;

/** The value of a scalar; see `toJson`. */
export function scalarToJson({ value, style, tag }: ScalarNode): Json {
  if (tag === undefined ? style !== 'plain' : !CORE_TAG.test(tag)) return value;
  if (/^(?:~|null|Null|NULL)?$/.test(value)) return null;
  if (/^(?:true|True|TRUE)$/.test(value)) return true;
  if (/^(?:false|False|FALSE)$/.test(value)) return false;
  if (/^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/.test(value)) {
    const integer = Number(value);
    return Number.isSafeInteger(integer) ? integer + 0 : value;
  }
  if (/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(value)) {
    const number = Number(value);
    return Number.isFinite(number) ? number + 0 : value;
  }
  return value;
}
