import type { Node } from './node.ts';
import { slotsOf } from './node.ts';

/**
 * Nodes that a document may stand for with every alias written out. An object in Kubernetes' store is at most 1.5 MiB,
 * so a document beyond this is an attack ("billion laughs") or broken.
 */
const EXPANSION_LIMIT = 1_000_000;

/**
 * Refuses documents whose aliases expand to more than the limit, and aliases inside of what they refer to.
 * `fail` makes the error for a node. Documents without aliases cost nothing.
 */
export function checkExpansion(root: Node, fail: (node: Node, message: string) => Error): void {
  const sizes = new Map<Node, number>();
  const open = new Set<Node>();

  function sizeOf(node: Node): number {
    if (node.kind === 'scalar') return 1;
    if (node.kind === 'alias') {
      const target = node.target;
      if (open.has(target)) throw fail(node, 'an alias stands inside the very node that it refers to');
      const size = sizes.get(target) ?? sizeOf(target);
      sizes.set(target, size);
      return size;
    }
    const remember = node.anchor !== undefined;
    if (remember) open.add(node);
    let size = 1;
    for (const slot of slotsOf(node)) size += sizeOf(slot.value);
    if (remember) {
      open.delete(node);
      sizes.set(node, size);
    }
    if (size > EXPANSION_LIMIT) {
      throw fail(
        node,
        `aliases make this more than ${EXPANSION_LIMIT} values: write the values out or remove the aliases`,
      );
    }
    return size;
  }

  sizeOf(root);
}
