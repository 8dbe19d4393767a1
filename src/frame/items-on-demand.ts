import { InputError } from '../errors.ts';
import type { Document, MapNode, Node } from '../yaml/node.ts';
import { parse } from '../yaml/parse.ts';
import type { Path } from '../yaml/read.ts';
import { type Opening, openObject } from './objects.ts';
import type { ItemPlace, ListPlace } from './places.ts';
import { isTold } from './type-seen.ts';
import { NotReadAlone, type ReadOnDemand, type Unread, UnreadResource } from './unread.ts';

/** Where the items are. */
const LIST: Path = ['items'];

/** Adds the items of a list that are told apart; what no rule looks at stays unread. */
export function openItemsOnDemand(
  opening: Opening,
  { items }: ListPlace,
  read: (item: ItemPlace, base: Path) => Document,
): void {
  const { source, options } = opening;
  const origin: ReadOnDemand<ItemPlace & Unread> = { text: source.text, options, list: LIST, read };
  for (const [index, item] of items.entries()) {
    // A list in the list is read for the objects that it holds.
    if (!isTold(item) || item.kind.endsWith('List')) {
      const base = [...LIST, index];
      const document = read(item, base);
      openObject(opening, document.root as MapNode, base, document);
      continue;
    }
    const resource = new UnreadResource(item, origin, index);
    if (options.isOfInterest(item.apiVersion, item.kind)) opening.add(resource);
    else opening.addAside(resource);
  }
}

/**
 * An item by the library reader, as a document of its own: the map that `rootOf` finds in what stands at `start`…`end`.
 *
 * @throws NotReadAlone
 */
export function parseItem(
  text: string,
  start: number,
  end: number,
  base: Path,
  rootOf: (root: Node) => Node | undefined,
): Document {
  const parsed = parseAlone(text, start, end);
  const root = parsed && rootOf(parsed.root);
  if (!parsed || root?.kind !== 'map' || hasAnchor(root))
    throw new NotReadAlone('an item of the list cannot be read by itself');
  return { ...parsed, root, base };
}

/** The library's own message would be about the item alone, so it has to come from reading the whole. */
function parseAlone(text: string, start: number, end: number): Document | undefined {
  try {
    return parse(text, start, end);
  } catch (error) {
    if (error instanceof InputError) throw new NotReadAlone(error.message);
    throw error;
  }
}

/** True where something elsewhere may refer to the node or into it. */
function hasAnchor(node: Node): boolean {
  if (node.kind === 'alias' || node.anchor !== undefined) return true;
  if (node.kind === 'scalar') return false;
  const slots = node.kind === 'map' ? node.entries : node.items;
  return slots.some(({ key, value }) => (key && hasAnchor(key)) || hasAnchor(value));
}
