import type { Author } from './author.ts';
import { isTelling, Written } from './tree.ts';

/** The place of a scalar. */
export interface Place {
  column: number;
  flow: boolean;
  /** Whether it says what the object is, and so is worth being written oddly. */
  telling: boolean;
}

const STRING_TAGS = ['!!str', '!', '!thing', '!<tag:yaml.org,2002:str>', '!!binary'];

export function writeKey(key: string | Written, author: Author): string {
  if (key instanceof Written) return key.text;
  const { random } = author;
  const probability = isTelling(key) ? 0.4 : 0.05;
  if (author.does('base64', probability)) return `!!binary ${base64(key)}`;
  if (author.does('escapes', probability)) return escapedAt(key, random.below(key.length), author);
  if (author.does('quotes', probability)) return random.pick([JSON.stringify(key), `'${key}'`]);
  if (author.does('tags', probability)) return `${random.pick(STRING_TAGS)} ${key}`;
  if (author.does('anchors', probability / 2)) return `&${author.anchor()} ${key}`;
  return key;
}

export function writeScalar(value: string | null, place: Place, author: Author): string {
  const { random } = author;
  if (value === null) return random.pick(place.flow ? ['null', '~'] : ['', 'null', '~', '!!null null']);
  const probability = place.telling ? 0.3 : 0.08;
  const anchor = author.does('anchors', probability / 2) ? `&${author.anchor()} ` : '';
  const tag = author.does('tags', probability) ? `${random.pick([...STRING_TAGS, '!!int'])} ` : '';
  return anchor + tag + textOf(value, place, probability, author);
}

function textOf(value: string, place: Place, probability: number, author: Author): string {
  const { random } = author;
  const { column, flow } = place;
  if (author.does('base64', probability))
    return `!!binary ${random.pick([base64(value), JSON.stringify(base64(value))])}`;
  if (value.includes('\n') || (value.length > 3 && author.does('quotes over lines', probability)))
    return overLines(value, place, author);
  if (!flow && author.does('block scalars', probability)) {
    const header = random.pick(['>-', '|-', '>', '|', '>+', '|2-', '>-1', '|1-']);
    return `${header}\n${' '.repeat(column + random.pick([1, 2, 2]))}${value}`;
  }
  if (!flow && author.does('plain text on the next line', probability))
    return `\n${' '.repeat(column + random.pick([1, 2, 0]))}${value}`;
  if (/^[A-Za-z][\w./-]*$/.test(value) && !author.does('quotes', probability)) return value;
  if (author.does('escapes', probability)) return escapedAt(value, random.below(value.length), author);
  return random.pick([JSON.stringify(value), singleQuoted(value)]);
}

function overLines(value: string, { column, flow }: Place, author: Author): string {
  const { random } = author;
  const lines = value.split('\n');
  const style = random.pick(flow ? ['"', "'"] : ['"', "'", '|']);
  if (style === '|') return blockScalar(lines, column, author);
  const margin = () =>
    ' '.repeat(
      author.has('quotes over lines')
        ? random.pick([column + 2, column, 0, 0, Math.max(0, column - 1), 1])
        : column + 2,
    );
  if (style === "'")
    return singleQuoted(lines.map((line, index) => (index ? margin() : '') + line).join('\n'));
  const escaped = lines.map((line) => JSON.stringify(line).slice(1, -1));
  if (escaped.length === 1) escaped.splice(0, 1, `${value.slice(0, 2)}\\`, value.slice(2));
  return `"${escaped.map((line, index) => (index ? margin() : '') + line).join('\n')}"`;
}

function blockScalar(lines: string[], column: number, author: Author): string {
  const { random } = author;
  const odd = author.has('block scalars with an indentation indicator');
  const indicators = odd
    ? random.pick(['1', '2', '3', '1-', '+1', '-2', '2+', '9'])
    : random.pick(['', '-', '+']);
  const margin = ' '.repeat(column + (odd ? random.pick([0, 1, 2, 4]) : 2));
  const comment = author.does('decoys in comments', 0.2) ? ' # kind: Pod' : '';
  const text = lines.map((line) => margin + line).join('\n');
  return `${random.pick(['|', '>'])}${indicators}${comment}\n${text}`;
}

/** Of a text that is not empty and all in ASCII. */
function escapedAt(text: string, index: number, { random }: Author): string {
  const code = text.charCodeAt(index).toString(16).padStart(2, '0');
  const escaped = random.pick([`\\x${code}`, `\\u00${code}`, `\\U000000${code}`]);
  const quoted = (part: string) => JSON.stringify(part).slice(1, -1);
  return `"${quoted(text.slice(0, index))}${escaped}${quoted(text.slice(index + 1))}"`;
}

function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
