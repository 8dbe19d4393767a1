import type { Path } from './access.ts';
import type { MapNode, Node } from './node.ts';

/**
 * Visits a node and the nodes in it that are maps, with their paths, in the order of the text. Aliases are not followed.
 *
 * @param visit - returns false to skip the content of the map
 * @param enters - returns false to skip the value of a key of the map at `path`
 */
export function visitMaps(
  node: Node,
  path: Path,
  visit: (map: MapNode, path: Path) => boolean,
  enters: (key: string, path: Path) => boolean = () => true,
): void {
  if (node.kind === 'seq') {
    for (const [index, { value }] of node.items.entries()) visitMaps(value, [...path, index], visit, enters);
  } else if (node.kind === 'map' && visit(node, path)) {
    for (const { key, value } of node.entries)
      if (enters(key!.value, path)) visitMaps(value, [...path, key!.value], visit, enters);
  }
}
