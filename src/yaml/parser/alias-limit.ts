import type { Node } from '../node.ts';
import { slotsOf } from '../node.ts';

/**
 * Maximum number of nodes of a document after all aliases are replaced by their targets. An object in etcd has at most 1.5 MiB, so a
 * larger document is an attack ("billion laughs") or broken.
 */
const EXPANSION_LIMIT = 1_000_000;

/**
 * Rejects documents whose aliases expand to more than the limit, and aliases inside their own target. `fail` makes the error for a node.
 */
export function checkAliasExpansion(root: Node, fail: (node: Node, message: string) => Error): void {
  const sizes = new Map<Node, number>();
  const open = new Set<Node>();

  function sizeOf(node: Node): number {
    if (node.kind === 'scalar') return 1;
    if (node.kind === 'alias') {
      const target = node.target;
      if (open.has(target)) throw fail(node, 'the alias is inside the node that it refers to');
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
        `aliases expand this to more than ${EXPANSION_LIMIT} values; write the values out or remove the aliases`,
      );
    }
    return size;
  }

  sizeOf(root);
}
