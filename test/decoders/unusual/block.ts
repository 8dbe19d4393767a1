import type { Author } from './author.ts';
import { writeFlow } from './flow.ts';
import { writeKey, writeScalar } from './scalar.ts';
import { Entries, type Entry, isTelling, type Tree, Written } from './tree.ts';

/** Writes a map or a list as lines that start at `column`. */
export function writeBlock(tree: Entries | Tree[], column: number, author: Author): string {
  if (tree instanceof Entries)
    return tree.list.map((entry) => between(column, author) + writeEntry(entry, column, author)).join('');
  const margin = ' '.repeat(column);
  return tree
    .map((item) => `${between(column, author)}${margin}-${writeItem(item, column, author)}`)
    .join('');
}

function writeEntry([key, value]: Entry, column: number, author: Author): string {
  const { random } = author;
  const margin = ' '.repeat(column);
  const telling = typeof key === 'string' && isTelling(key);
  const written = writeKey(key, author);
  if (value === null && author.does('keys without a colon', 0.6)) return `${margin}? ${written}\n`;
  const text = writeValue(value, column, author, telling);
  if (!author.does('explicit keys', telling ? 0.3 : 0.05)) {
    const gap = author.does('spaces', 0.05) ? ' ' : '';
    return `${margin}${written}${gap}:${text}`;
  }
  const asBlock = !(key instanceof Written) && random.chance(0.3);
  return `${margin}? ${asBlock ? `${random.pick(['|-', '>-'])}\n${margin}  ${key}` : written}\n${margin}:${text}`;
}

/** The text after the dash: a map or list begins on its line, unless it has a tag or the author does otherwise. */
function writeItem(item: Tree, column: number, author: Author): string {
  const { random } = author;
  if (
    !isFilled(item) ||
    (item instanceof Entries && item.anchor !== undefined) ||
    isInFlowStyle(author) ||
    author.does('gaps after dashes', 0.2)
  )
    return writeValue(item, column, author, false, true);
  const gap = author.does('gaps after dashes', 0.1) ? random.pick([2, 3]) : 1;
  const inner = column + 1 + gap;
  const text = writeBlock(item, inner, author);
  if (text.search(/[^ ]/) !== inner) return `\n${text}`;
  return (author.does('tabs', 0.04) ? '\t' : ' '.repeat(gap)) + text.slice(inner);
}

function writeValue(value: Tree, column: number, author: Author, telling: boolean, isItem = false): string {
  const { random } = author;
  if (Array.isArray(value) || value instanceof Entries) {
    const properties = propertiesOf(value, author);
    if (!isFilled(value) || isInFlowStyle(author))
      return `${properties}${gapOf(author)}${writeFlow(value, column, author)}${endOf(author)}\n`;
    const step = Array.isArray(value) && !isItem ? random.pick([0, 2, 2, 1]) : random.pick([2, 2, 1, 3]);
    return `${properties}${endOf(author)}\n${writeBlock(value, column + step, author)}`;
  }
  if (value instanceof Written) return ` ${value.text}\n`;
  const text = writeScalar(value, { column, flow: false, telling }, author);
  if (text === '') return `${endOf(author)}\n`;
  const isBlockScalar = /^(\S+ )*[|>][-+0-9]*[^\n]*\n/.test(text);
  return `${text.startsWith('\n') ? '' : gapOf(author)}${text}${isBlockScalar ? '' : endOf(author)}\n`;
}

function propertiesOf(value: Entries | Tree[], author: Author): string {
  if (value instanceof Entries && value.anchor !== undefined) return ` &${value.anchor}`;
  if (author.does('anchors', 0.05)) return ` &${author.anchor()}`;
  if (!author.does('tags', 0.05)) return '';
  return ` ${author.random.pick([Array.isArray(value) ? '!!seq' : '!!map', '!thing', '!'])}`;
}

function isFilled(value: Tree): value is Entries | Tree[] {
  return (Array.isArray(value) && value.length > 0) || (value instanceof Entries && value.list.length > 0);
}

function isInFlowStyle(author: Author): boolean {
  return author.random.chance(author.has('flow style over lines') ? 0.25 : 0.04);
}

function gapOf(author: Author): string {
  if (author.does('tabs', 0.05)) return '\t';
  return author.does('spaces', 0.1) ? '  ' : ' ';
}

/** The text at the end of a line. */
function endOf(author: Author): string {
  const { random } = author;
  if (author.does('decoys in comments', 0.08))
    return random.pick([' # kind: ConfigMap', '  #', ' # - x', '\t# c']);
  return author.does('spaces', 0.05) ? random.pick([' ', '  ', '\t']) : '';
}

/** The text between two lines. */
function between(column: number, author: Author): string {
  const { random } = author;
  if (author.does('decoys in comments', 0.08)) {
    const margin = ' '.repeat(random.pick([0, column, column + 1, column + 2]));
    return `${margin}${random.pick(['# kind: Pod', '#', '# ---', '#kind: ConfigMap'])}\n`;
  }
  return author.does('spaces', 0.04) ? random.pick(['\n', '  \n', '\t\n', '      \n']) : '';
}
