import { PreparationError } from '../util/errors.ts';
import type { Json, JsonObject } from '../util/json.ts';
import { entriesOf, watchDuplicateReads } from './access.ts';
import { type Node, resolve, type ScalarNode } from './node.ts';

/** Maximum depth of what is converted to JSON: a configuration, or the value of a field. */
const MAX_DEPTH = 200;
/** Maximum number of values after aliases are expanded. */
const MAX_VALUES = 1_000_000;

/**
 * Converts a node to data, with aliases and merge keys expanded.
 * Plain scalars follow the core schema of YAML 1.2: `off` and `yes` are text. An integer that a float cannot hold exactly
 * and a number that JSON lacks (`.inf`) stay text.
 *
 * @throws PreparationError for a duplicate key, and if nesting or aliases exceed a limit.
 */
export function toJson(node: Node): Json {
  return watchDuplicateReads(
    (_map, key) => {
      throw new PreparationError('duplicate-entry', `duplicate key "${key}"; keep one`);
    },
    () => jsonOf(node),
  );
}

/**
 * Like `toJson`, for values that results show: of a duplicate key the last counts, and the read is reported to the watcher.
 *
 * @param scalar - Converts scalars; by default as YAML 1.2 reads them.
 */
export function jsonOf(node: Node, scalar = scalarToJson): Json {
  let values = 0;

  function convert(reference: Node, depth: number): Json {
    if (depth > MAX_DEPTH)
      throw new PreparationError('yaml-too-deep', `more than ${MAX_DEPTH} levels of nesting`);
    if (++values > MAX_VALUES)
      throw new PreparationError('yaml-alias', `aliases expand to more than ${MAX_VALUES} values`);
    const current = resolve(reference);
    if (current.kind === 'seq') return current.items.map((item) => convert(item.value, depth + 1));
    if (current.kind === 'scalar') return scalar(current);
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

/** Converts a scalar; see `toJson`. */
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
