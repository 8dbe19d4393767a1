import type { Author } from './author.ts';
import { writeKey, writeScalar } from './scalar.ts';
import { Entries, type Entry, isTelling, type Tree, Written } from './tree.ts';

/** Writes the tree in flow style, of which further lines start somewhere around `column`. */
export function writeFlow(tree: Tree, column: number, author: Author, telling = false): string {
  if (Array.isArray(tree)) {
    const items = tree.map((item) => space(column, author) + writeFlow(item, column, author));
    return `[${inside(items, column, author)}]`;
  }
  if (tree instanceof Entries) {
    const entries = tree.list.map((entry) => writeEntry(entry, column, author));
    return `${tree.anchor === undefined ? '' : `&${tree.anchor} `}{${inside(entries, column, author)}}`;
  }
  // A comma may be part of an alias.
  if (tree instanceof Written) return `${tree.text} `;
  return writeScalar(tree, { column, flow: true, telling }, author);
}

function inside(parts: string[], column: number, author: Author): string {
  const comma = author.does('JSON that is none', 0.05) ? ',' : '';
  return parts.join(`${space(column, author)},`) + comma + space(column, author);
}

function writeEntry([key, value]: Entry, column: number, author: Author): string {
  const { random } = author;
  let written = writeKey(key, author);
  if (value === null && author.does('keys without a colon', 0.6)) return space(column, author) + written;
  let colon = ':';
  if (author.does('explicit keys', 0.2)) {
    if (random.chance(0.5)) written = `?${random.pick(['', ' '])}${written}`;
    else colon = random.pick([' :', ' : ']);
  }
  const isAdjacent = written.endsWith('"') && author.does('explicit keys', 0.3);
  if (value === null && author.does('missing values in flow style', 0.7))
    return `${space(column, author)}${written}${colon}${author.does('no space after a colon', 0.5) ? '' : ' '}`;
  const isJoined = isAdjacent || author.does('no space after a colon', 0.3);
  const gap = isJoined ? '' : space(column, author) || ' ';
  const telling = typeof key === 'string' && isTelling(key);
  return space(column, author) + written + colon + gap + writeFlow(value, column, author, telling);
}

function space(column: number, author: Author): string {
  const { random } = author;
  if (!author.does('flow style over lines', 0.35)) return random.pick(['', ' ']);
  const comment = author.does('decoys in comments', 0.1) ? ' # kind: Pod' : '';
  return `${comment}\n${' '.repeat(random.pick([0, 0, column, column + 2, 1]))}`;
}
