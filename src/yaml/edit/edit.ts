import type { Json } from '../../util/json.ts';
import type { Path } from '../access.ts';
import type { ScalarNode } from '../node.ts';

/** New content: JSON, or a scalar of the input, which is copied with its quotes. */
export type NewValue = Json | ScalarNode;

/**
 * One change of one resource. Paths start at the resource's root.
 * `set` creates missing maps on its path; `remove` also removes the parents that become empty, up to and including `resources`; `append`
 * adds an item to a sequence and creates a missing sequence.
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
