import type { MapNode, Node } from './node.ts';
import type { Path } from './read.ts';

/**
 * Visits the maps below a node and itself, with their paths, in the order of the text. Aliases are left to where their nodes stand.
 *
 * @param visit - false where nothing below the map is to be visited
 * @param enters - false for a key, of the map at `path`, whose value is passed over
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
