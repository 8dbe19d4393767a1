import { type Node, slotsOf } from '../node.ts';

/** True if the node has an anchor or alias, itself or in its content: nodes outside of it may refer to it, or the reverse. */
export function mayBeShared(node: Node): boolean {
  if (node.kind === 'alias' || node.anchor !== undefined) return true;
  if (node.kind === 'scalar') return false;
  return slotsOf(node).some(({ key, value }) => (key && mayBeShared(key)) || mayBeShared(value));
}
