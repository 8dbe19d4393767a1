import type { Random } from './random.ts';

export type Data = string | number | boolean | null | Data[] | { [key: string]: Data };

/** How one text is written; every choice is made once for it or, with `mixed`, again and again. */
interface Layout {
  indent: number;
  sequenceIndent: number;
  comments: number;
  flow: number;
  blanks: number;
  wide: boolean;
}

/** Writes data as YAML that is right or nearly so, as odd as people and programs write it. */
export function writeYaml(data: Data, random: Random): string {
  const indent = random.pick([1, 2, 2, 2, 2, 3, 4, 8]);
  const layout: Layout = {
    indent,
    sequenceIndent: random.pick([0, 0, indent]),
    comments: random.pick([0, 0, 0.1, 0.4]),
    flow: random.pick([0, 0.05, 0.3]),
    blanks: random.pick([0, 0, 0.1]),
    wide: random.chance(0.1),
  };
  const lines: string[] = [];
  writeNode(data, 0, layout, random, lines);
  return `${lines.join('\n')}\n`;
}

function isCollection(data: Data): data is Data[] | { [key: string]: Data } {
  return typeof data === 'object' && data !== null;
}

function writeNode(data: Data, column: number, layout: Layout, random: Random, lines: string[]): void {
  if (Array.isArray(data)) {
    for (const item of data) writeSlot(`${' '.repeat(column)}-`, item, column, true, layout, random, lines);
    return;
  }
  if (!isCollection(data)) {
    lines.push(' '.repeat(column) + scalarText(data, column, random));
    return;
  }
  const entries = Object.entries(data);
  if (entries.length > 0 && random.odd(0.01)) entries.push(random.pick(entries));
  for (const [key, value] of entries) {
    const colon = random.odd(0.01) ? ' :' : ':';
    writeSlot(
      `${' '.repeat(column)}${keyText(key, random)}${colon}`,
      value,
      column,
      false,
      layout,
      random,
      lines,
    );
  }
}

function writeSlot(
  head: string,
  value: Data,
  column: number,
  isItem: boolean,
  layout: Layout,
  random: Random,
  lines: string[],
): void {
  if (random.chance(layout.comments)) {
    const margin = ' '.repeat(random.pick([column, column, 0, column + 3]));
    lines.push(`${margin}# ${random.pick(['comment', 'key: value', '- item', '"open', ''])}`);
  }
  if (random.chance(layout.blanks)) lines.push(random.odd(0.3) ? random.pick([' ', '  ', '\t']) : '');
  const anchor = random.odd(0.004) ? random.pick([' &anchor', ' *anchor', ' !!str', ' !tag']) : '';
  const comment = random.chance(layout.comments / 2)
    ? random.odd(0.2)
      ? '# close'
      : random.pick([' # after', '  # a: b', ' #'])
    : '';
  const isEmpty = isCollection(value) && Object.keys(value).length === 0;
  if (isCollection(value) && (isEmpty || random.chance(layout.flow))) {
    lines.push(`${head}${anchor} ${flowText(value, random)}${comment}`);
    return;
  }
  if (!isCollection(value)) {
    const space = random.odd(0.02) ? '   ' : random.odd(0.005) ? '\t' : ' ';
    const text = scalarText(value, column, random);
    const breaksOff = text.includes('\n');
    lines.push(
      text === ''
        ? `${head}${anchor}${comment}`
        : `${head}${anchor}${space}${text}${breaksOff ? '' : comment}`,
    );
    return;
  }
  if (isItem && !random.odd(0.03)) {
    const gap = layout.wide ? 1 + random.below(4) : 1;
    const inner: string[] = [];
    writeNode(value, column + 1 + gap, layout, random, inner);
    const first = inner.findIndex((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
    const firstLine = inner.splice(first, 1)[0]!;
    lines.push(...inner.slice(0, first).map((line) => ' '.repeat(column) + line.trimStart()));
    lines.push(head + ' '.repeat(gap) + anchor + firstLine.trimStart(), ...inner.slice(first));
    return;
  }
  lines.push(head + anchor + comment);
  const step = Array.isArray(value) && !isItem ? layout.sequenceIndent : layout.indent;
  writeNode(value, column + (isItem ? Math.max(1, step) : step), layout, random, lines);
}

function keyText(key: string, random: Random): string {
  if (!/^[\w./-]+$/.test(key) || random.odd(0.02)) {
    if (random.odd(0.1)) return key;
    return random.chance(0.5) || /[\n\t]/.test(key) ? JSON.stringify(key) : `'${key.replaceAll("'", "''")}'`;
  }
  return key;
}

function scalarText(data: string | number | boolean | null, column: number, random: Random): string {
  if (data === null) return random.pick(['', 'null', '~']);
  const text = String(data);
  if (text.includes('\n') && random.chance(0.8)) return blockText(text, column, random);
  const isSafe = /^:?[\w./][\w./@:-]*[\w]$/.test(text) && !/:( |$)/.test(text);
  if (isSafe && random.chance(0.8)) return text;
  const isPlain = /^[\w./][\w ./@:"&{|=-]*$/.test(text) && !/:( |$)/.test(text);
  if ((isPlain && random.chance(0.5)) || random.odd(0.1)) return folded(text, column, random);
  return random.chance(0.5) || /[\n\t]/.test(text)
    ? doubleQuoted(text, column, random)
    : folded(`'${text.replaceAll("'", "''")}'`, column, random);
}

/** Broken into lines at spaces, as printers do, or oddly. */
function folded(text: string, column: number, random: Random): string {
  if (random.chance(0.5)) return text;
  return text.replace(/ /g, () => {
    if (random.chance(0.5)) return ' ';
    const margin = ' '.repeat(
      random.odd(0.1) ? random.pick([column, 0]) : column + random.pick([1, 2, 2, 4]),
    );
    const space = random.odd(0.1) ? random.pick([' ', '\t', '\n', ' # x']) : '';
    const backslash = text.startsWith('"') && random.chance(0.3) ? random.pick(['\\', ' \\']) : '';
    return `${space}${backslash}\n${margin}${backslash && random.chance(0.5) ? '\\ ' : ''}`;
  });
}

function doubleQuoted(text: string, column: number, random: Random): string {
  let quoted = JSON.stringify(text);
  if (random.odd(0.2))
    quoted = quoted.replace('a', random.pick(['\\x61', '\\u0061', '\\U00000061', '\\a', '\\q']));
  return folded(quoted, column, random);
}

function blockText(text: string, column: number, random: Random): string {
  const indent = column + random.pick([1, 2, 2, 4]);
  const chomp = random.chance(0.8)
    ? text.endsWith('\n\n')
      ? '+'
      : text.endsWith('\n')
        ? ''
        : '-'
    : random.pick(['', '-', '+']);
  const indicator = random.odd(0.1) ? String(indent - column) : '';
  const comment = random.chance(0.05) ? ' # header' : '';
  const margin = ' '.repeat(indent);
  const lines = text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' && random.chance(0.9) ? '' : margin + line));
  return `${random.pick(['|', '|', '>'])}${indicator}${chomp}${comment}\n${lines.join('\n')}`;
}

function flowText(data: Data, random: Random): string {
  if (Array.isArray(data)) {
    const items = data.map((item) => flowText(item, random));
    if (random.odd(0.02)) items.push('');
    return `[${items.join(random.odd(0.2) ? ',\n     ' : random.pick([', ', ', ', ',', ' , ']))}]`;
  }
  if (isCollection(data)) {
    const entries = Object.entries(data).map(
      ([key, value]) => `${keyText(key, random)}:${random.odd(0.1) ? '' : ' '}${flowText(value, random)}`,
    );
    const space = random.pick(['', '', ' ']);
    return `{${space}${entries.join(', ')}${space}}`;
  }
  if (data === null) return random.odd(0.3) ? '' : random.pick(['null', '~']);
  const text = String(data);
  if ((/^[\w./-]+$/.test(text) || random.odd(0.5)) && !text.includes('\n')) return text;
  return random.chance(0.7) || /[\n\t]/.test(text) ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`;
}
