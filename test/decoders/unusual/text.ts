import { Author } from './author.ts';
import { writeBlock } from './block.ts';
import { writeFlow } from './flow.ts';
import { listOf, objectOf } from './objects.ts';
import { Entries, type Tree, Written } from './tree.ts';

const MARKERS = [
  '---\n',
  '--- \n',
  '--- # c\n',
  '---#c\n',
  '---#: c\n',
  '---\u00a0\n',
  '---\t\n',
  '...\n',
  '...\n---\n',
  '... # x\n',
  '--- |\n  x\n---\n',
  '---\n---\n',
  '--- !!map\n',
  '--- &a\n',
  '%YAML 1.1\n---\n',
  '---\r\n',
  '---x\n',
  '--- \n# c\n',
  ' ---\n',
  '---\u2028',
  '\n---\n',
  '----\n',
];
const DIRECTIVES = [
  '%YAML 1.1',
  '%YAML 1.2',
  '%TAG ! tag:yaml.org,2002:',
  '%TAG !e! tag:x,2000:',
  '%FOO bar',
];
const SEPARATORS = ['\u2028', '\u2029', '\u0085'];

/** The unusual manifest of that number: a stream or a list in the habits of one author. */
export function unusualText(seed: number): string {
  const author = new Author(seed);
  const { random } = author;
  let text = withMarkers(documentsOf(author), author);
  if (author.does('directives', 0.5)) text = `${random.pick(DIRECTIVES)}\n---\n${text}`;
  if (author.does('JSON that is none', 0.3))
    text = text.replace(
      random.pick([/,/, /\{/, /"/]),
      random.pick(['/* c */', '// c\n', '# c\n', ',,', "'", '{#\n']),
    );
  if (author.has('line separators')) text = withLineSeparators(text, author);
  if (author.has('byte order marks')) text = withByteOrderMarks(text, author);
  if (author.does('carriage returns', 0.5)) text = text.replaceAll('\n', '\r\n');
  if (author.has('carriage returns alone')) text = withCarriageReturns(text, author);
  return random.chance(0.1) ? text.replace(/\n+$/, '') : text;
}

function documentsOf(author: Author): string[] {
  const { random } = author;
  const habits = ['List', 'typed lists', 'ResourceList'] as const;
  const roots = habits.some((habit) => author.has(habit))
    ? [listOf(author), ...(random.chance(0.2) ? [objectOf(author)] : [])]
    : Array.from({ length: 1 + random.below(3) }, () => objectOf(author));
  return roots.map((root) => documentOf(root, author));
}

function documentOf(root: Entries, author: Author): string {
  const { random } = author;
  if (author.does('JSON', 0.6))
    return `${JSON.stringify(dataOf(root), null, random.pick<number | string>([0, 2, '\t']))}\n`;
  if (author.does('flow style after the marker', 0.4)) {
    const head = random.pick(['--- ', ' ', '--- !!map ', '---\n ', '  ', '---\t', '--- &r ', '', '---\n']);
    return `${head}${writeFlow(root, 0, author)}\n`;
  }
  return writeBlock(root, author.does('objects that are indented', 0.5) ? 1 + random.below(3) : 0, author);
}

function dataOf(tree: Tree): unknown {
  if (Array.isArray(tree)) return tree.map(dataOf);
  if (tree instanceof Written) return tree.text;
  if (!(tree instanceof Entries)) return tree;
  return Object.fromEntries(
    tree.list.map(([key, value]) => [key instanceof Written ? '<<' : key, dataOf(value)]),
  );
}

function withMarkers(documents: string[], author: Author): string {
  const { random } = author;
  const markers = author.has('document markers') ? MARKERS : ['---\n'];
  const first = author.does('document markers', 0.2) ? random.pick(markers) : random.pick(['', '', '---\n']);
  return first + documents.reduce((text, document) => text + random.pick(markers) + document);
}

function withLineSeparators(text: string, { random }: Author): string {
  let changed = text;
  for (let count = 1 + random.below(4); count > 0; count--) {
    const breaks = [...changed.matchAll(/\n/g)].map(({ index }) => index);
    if (breaks.length === 0) return changed;
    const at = random.pick(breaks);
    const separator = random.pick(SEPARATORS);
    const anywhere = random.below(changed.length);
    changed = random.pick([
      `${changed.slice(0, at)}${separator}${changed.slice(at)}`,
      `${changed.slice(0, at)}${separator}${changed.slice(at + 1)}`,
      `${changed.slice(0, at)} #${separator}${changed.slice(at + 1)}`,
      `${changed.slice(0, anywhere)}${separator}${changed.slice(anywhere)}`,
    ]);
  }
  return changed;
}

/** In place of all line feeds, or of some line breaks; or added to one. */
function withCarriageReturns(text: string, { random }: Author): string {
  const cut = random.chance(0.1) ? text.replace(/\n+$/, '') : text;
  return random.pick([
    () => cut.replaceAll('\n', '\r'),
    () => cut.replaceAll('\n', '\r'),
    () => cut.replaceAll(/\r?\n/g, (lineBreak) => (random.chance(0.2) ? '\r' : lineBreak)),
    () => cut.replace('\n', random.pick(['\r', '\r\r\n'])),
  ])();
}

function withByteOrderMarks(text: string, { random }: Author): string {
  let changed = text;
  for (let count = 1 + random.below(2); count > 0; count--) {
    const lines = [0, ...[...changed.matchAll(/\n/g)].map(({ index }) => index + 1)];
    const documents = [...changed.matchAll(/^---.*\n/gm)].flatMap(({ 0: { length }, index }) => [
      index,
      index + length,
    ]);
    const at = random.pick(random.chance(0.6) ? [0, ...documents] : lines);
    changed = `${changed.slice(0, at)}\uFEFF${changed.slice(at)}`;
  }
  return changed;
}
