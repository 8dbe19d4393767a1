import { InputError } from '../../util/errors.ts';
import type { Path } from '../../yaml/access.ts';
import type { MapNode } from '../../yaml/node.ts';
import type { KeyTable } from '../../yaml/parser/fast/key-table.ts';
import { parseItem } from '../../yaml/parser/index.ts';
import { libraryParser } from '../../yaml/parser/library.ts';
import { UNSUPPORTED } from '../../yaml/parser/parser.ts';
import type { SourceText } from '../../yaml/source.ts';
import { itemsOf, type Opening, openObject, type ParsedObject } from '../resource.ts';
import { type LazyOrigin, LazyResource, type Unparsed } from './lazy-resource.ts';
import type { ItemSpan, ListSpan, Outline } from './outline-types.ts';
import { isKnown } from './type-peek.ts';

/** Path of the list in its document. */
const LIST: Path = ['items'];

/** Adds the items of a list in the document with the outline. Items of known types are not parsed yet. */
export function openLazyItems(opening: Opening, outline: Outline, { items }: ListSpan, keys: KeyTable): void {
  const { source, options } = opening;
  const parse = itemParser(source, outline, items.length, keys);
  const origin = (isOfInterest: boolean): LazyOrigin<ItemSpan & Unparsed> => ({
    text: source.text,
    options,
    list: LIST,
    parse: (item, index) => {
      // An item with a type is not null.
      const work = () => parse(item, index!)!;
      return isOfInterest ? opening.reportFirst(work) : work();
    },
  });
  const added = origin(true);
  const lookedUp = origin(false);
  for (const [index, item] of items.entries()) {
    // A list in the list is parsed for the objects in it.
    if (!isKnown(item) || item.kind.endsWith('List')) {
      const parsed = parse(item, index);
      if (parsed) openObject(opening, parsed.root, [...LIST, index], parsed.document);
    } else if (options.isOfInterest(item.apiVersion, item.kind))
      opening.add(new LazyResource(item, added, index));
    else opening.addAside(new LazyResource(item, lookedUp, index));
  }
}

/**
 * Returns a function that parses an item: as a separate document, or else, if it is not valid or has anchors or aliases, as a part of the
 * document, which is then parsed once.
 */
function itemParser(
  source: SourceText,
  { start, end }: Outline,
  count: number,
  keys: KeyTable,
): (item: ItemSpan, index: number) => ParsedObject | undefined {
  let complete: (ParsedObject | undefined)[] | undefined;
  return (item, index) => {
    const document = parseItem(source, item, [...LIST, index], keys);
    if (document !== UNSUPPORTED) return { root: document.root as MapNode, document };
    complete ??= itemsOf(source.text, libraryParser.parse(source, start, end)!);
    // Only lines of quoted scalars without indentation can mislead.
    if (complete.length !== count) {
      const message =
        'a line of this list looks like the start of an item, but is part of a quoted text; indent the lines of the quoted text';
      throw InputError.at('yaml-ambiguous', source.text, start, message);
    }
    return complete[index]!;
  };
}
