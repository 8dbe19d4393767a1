import type { Json } from '../json.ts';
import type { ScalarNode } from '../yaml/node.ts';
import type { Path } from '../yaml/read.ts';

/** New content: JSON, or a scalar of the input whose text and quoting are to be copied. */
export type NewValue = Json | ScalarNode;

/**
 * One change of one resource. Paths start at the resource's root.
 * `set` makes the maps on its way; `remove` takes the parents that it leaves empty along, up to and including `resources`;
 * `append` adds an item to a sequence and makes the sequence where there is none.
 */
export type Edit =
  | { op: 'set'; path: Path; value: NewValue; position?: 'first' }
  | { op: 'remove'; path: Path }
  | { op: 'append'; path: Path; value: Json };

export const set = (path: Path, value: NewValue): Edit => ({ op: 'set', path, value });
/** Like `set`; a key that is new becomes the first of its map. */
export const setFirst = (path: Path, value: NewValue): Edit => ({
  op: 'set',
  path,
  value,
  position: 'first',
});
export const remove = (path: Path): Edit => ({ op: 'remove', path });
export const append = (path: Path, value: Json): Edit => ({ op: 'append', path, value });
