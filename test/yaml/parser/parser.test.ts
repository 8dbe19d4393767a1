import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorCode } from '../../../src/util/error-codes.ts';
import type { Json } from '../../../src/util/json.ts';
import { type Document, type Node, slotsOf } from '../../../src/yaml/node.ts';
import { fastParser } from '../../../src/yaml/parser/fast/index.ts';
import { libraryParser } from '../../../src/yaml/parser/library.ts';
import { type ItemRange, UNSUPPORTED, type YamlParser } from '../../../src/yaml/parser/parser.ts';
import { sourceText } from '../../../src/yaml/source.ts';
import { jsonOf } from '../../../src/yaml/to-json.ts';

/** Texts that both parsers support, and their values; undefined for a document without content. */
const SUPPORTED: [title: string, text: string, value: Json | undefined][] = [
  [
    'block style',
    'kind: Pod\nspec:\n  containers:\n  - name: a\n',
    { kind: 'Pod', spec: { containers: [{ name: 'a' }] } },
  ],
  ['comments', '# a\nkind: Pod # b\n  # c\nspec:\n# d\n  a: b\n', { kind: 'Pod', spec: { a: 'b' } }],
  ['quotes and escapes', `a: 'it''s'\n"b": "x\\n\\u00e9"\n`, { a: "it's", b: 'x\né' }],
  [
    'literal and folded text',
    'a: |\n  x\n   y\n\nb: >-\n  x\n  y\nc: |+\n  z\n\n',
    { a: 'x\n y\n', b: 'x y', c: 'z\n\n' },
  ],
  ['flow style on one line', 'a: {b: [c, "d"], e: {}}\nf: [ ]\n', { a: { b: ['c', 'd'], e: {} }, f: [] }],
  [
    'text over several lines',
    'a: b c\n  d/e\n  --f\n  "g"\n  {h}\n  *i\ng:\n- h\n  i\n- j: k\n   l\n',
    { a: 'b c d/e --f "g" {h} *i', g: ['h i', { j: 'k l' }] },
  ],
  [
    'single-quoted text over several lines',
    "a: 'it''s\n  b: # c'\nd:\n- 'e\n  f'\n",
    { a: "it's b: # c", d: ['e f'] },
  ],
  ['double-quoted text over several lines', 'a: "b\\t\n  c \\\n  \\ d\\\\\n  e"\n', { a: 'b\t c  d\\ e' }],
  [
    'text that begins with an indicator',
    'a: :8080\nb:\n- :9090\n- ?*\n- -x\n',
    { a: ':8080', b: [':9090', '?*', '-x'] },
  ],
  [
    'flow style over several lines',
    'a: [\n  b,\n  {c: d, "e": f},\n ]\ng:\n- {h: i,\n  j: k}\n',
    { a: ['b', { c: 'd', e: 'f' }], g: [{ h: 'i', j: 'k' }] },
  ],
  ['commas at the end', 'a: [b, c,]\nd: {e: f, }\n', { a: ['b', 'c'], d: { e: 'f' } }],
  [
    'values below their keys',
    'a:\n  {}\nb:\n  [c]\nd:\n  "e\n  f"\ng:\n  "h": i\n',
    { a: {}, b: ['c'], d: 'e f', g: { h: 'i' } },
  ],
  ['comments alone', '# a\n\n# b\n', undefined],
  ['an end marker', 'a: b\n... # c\n', { a: 'b' }],
  ['missing values', 'a:\nb:\n- \n- c:\n', { a: null, b: [null, { c: null }] }],
  [
    'wide and compact sequences',
    'a:\n  -   b: c\n      d: e\nf:\n- - g\n  - h\n',
    { a: [{ b: 'c', d: 'e' }], f: [['g', 'h']] },
  ],
  ['carriage returns', 'a: b\r\nc: |\r\n  d\r\n', { a: 'b', c: 'd\n' }],
  ['a duplicate key, of which the last counts', 'a: b\na: c\n', { a: 'c' }],
  ['JSON', '{\n  "a": [\n    1,\n    {"b": null}\n  ]\n}\n', { a: [1, { b: null }] }],
  ['JSON with white space before colons', '{ "a" : [ { "b"  :"c" } ] }\n', { a: [{ b: 'c' }] }],
];

/** What only the library parser supports. */
const LIBRARY_ONLY: [title: string, text: string, value: Json][] = [
  ['an anchor and an alias', 'a: &b c\nd: *b\n', { a: 'c', d: 'c' }],
  ['a tag', 'a: !!str 1\n', { a: '1' }],
  ['a merge key', '<<: {a: b}\n', { a: 'b' }],
  ['an explicit key', '? a\n: b\n', { a: 'b' }],
  ['a directive', '%YAML 1.2\n---\na: b\n', { a: 'b' }],
  ['text with a blank line in it', 'a: b\n\n  c\n', { a: 'b\nc' }],
  ['text with what looks like an item below it', 'a: b\n  - c\n', { a: 'b - c' }],
  ['quoted text with a blank line in it', 'a: "b\n\n  c"\n', { a: 'b\nc' }],
  ['quoted text with white space at the end of a line', "a: 'b \n  c'\n", { a: 'b c' }],
  ['comments in flow style', 'a: [b, # c\n  d]\n', { a: ['b', 'd'] }],
  ['a tab', 'a:\tb\n', { a: 'b' }],
  ['a sequence as the root', '- a\n', ['a']],
  // What YAML 1.2 forbids and libyaml and go-yaml read alike.
  ['quoted text that is not indented', 'a: "b\nc"\n', { a: 'b c' }],
  ['a quote that is closed in column 0', "a: 'b\n\n'\nc: d\n", { a: 'b\n', c: 'd' }],
  ['quoted text in the column of its key', "a:\n  b: 'c\n  d'\n  e: f\n", { a: { b: 'c d', e: 'f' } }],
  [
    'quoted text in a flow sequence in the column of its key',
    'a:\n- b: ["\n    c\n  "]\n  d: e\n',
    { a: [{ b: [' c '], d: 'e' }] },
  ],
  ['a flow collection that is not indented', 'a: [b,\nc\nd]\ne: f\n', { a: ['b', 'c d'], e: 'f' }],
  [
    'IPv6 prefixes in flow collections',
    'a: [1.2.3.4, fd00::]\nb: [001:db8::, c]\nd: {e: [fd00::]}\n',
    { a: ['1.2.3.4', 'fd00::'], b: ['001:db8::', 'c'], d: { e: ['fd00::'] } },
  ],
];

const INVALID: [title: string, text: string, code: ErrorCode, place: string][] = [
  ['an alias without anchor', 'a: *b\n', 'yaml-alias', 'line 1, column 4'],
  ['text that a comment interrupts', 'a: b # c\n  d\n', 'yaml-syntax', 'line 2, column 1'],
  ['text with what looks like a key below it', 'a: b\n  c: d\n', 'yaml-syntax', 'line 1, column 4'],
  ['quoted text without end', 'a: "b\nc: d\n', 'yaml-syntax', 'line 3, column 1'],
  ['a document marker in quoted text', "a: 'b\n---\nc'\n", 'yaml-syntax', 'line 1, column 6'],
  ['a pair in a flow sequence', 'a: [b: c]\n', 'yaml-ambiguous', 'line 1, column 5'],
  ['a map without end', 'a: {b: c\n', 'yaml-syntax', 'line 2, column 1'],
  ['a second document', 'a: b\n---\nc: d\n', 'yaml-several-documents', 'line 2, column 1'],
];

/** Items of lists: the text around them, their own text, and the value. */
const ITEMS: [title: string, before: string, item: string, after: string, value: Json | undefined][] = [
  ['in block style', 'items:\n', '- a: b\n  c:\n  - d\n', '- e: f\n', { a: 'b', c: ['d'] }],
  ['with indentation', 'items:\n', '  - a: b\n', '  - e: f\n', { a: 'b' }],
  ['in JSON', '{"items": [', '{"a": ["b"]}', ', {"e": 1}]}\n', { a: ['b'] }],
  ['with an anchor', 'items:\n', '- a: &b c\n', '- e: *b\n', undefined],
  ['with an alias', 'items:\n- e: &b f\n', '- a: *b\n', '', undefined],
  ['that is a scalar', 'items:\n', '- a\n', '- b\n', undefined],
  ['that is invalid', 'items:\n', '- a: [b\n', '- c\n', undefined],
  ['that are two', 'items:\n', '- a: b\n- c: d\n', '', undefined],
];

for (const parser of [fastParser, libraryParser] as YamlParser[]) {
  for (const [title, text, value] of SUPPORTED) {
    test(`${parser.name}: parses ${title}`, () => {
      const document = parse(parser, text);
      assert.notEqual(document, UNSUPPORTED);
      assert.deepEqual(jsonOfDocument(document), value);
      if (document && document !== UNSUPPORTED) assertOffsets(text, document);
    });
  }

  for (const [title, text, value] of LIBRARY_ONLY) {
    test(`${parser.name}: ${title}`, () => {
      const document = parse(parser, text);
      if (parser === fastParser) assert.equal(document, UNSUPPORTED);
      else assert.deepEqual(jsonOfDocument(document), value);
    });
  }

  for (const [title, text, code, place] of INVALID) {
    test(`${parser.name}: rejects ${title}`, () => {
      if (parser === fastParser) assert.equal(parse(parser, text), UNSUPPORTED);
      else assert.throws(() => parse(parser, text), { code, message: new RegExp(`^${place}: `) });
    });
  }

  for (const [title, before, item, after, value] of ITEMS) {
    test(`${parser.name}: an item ${title}`, () => {
      const text = `${before}${item}${after}`;
      const start = before.length;
      const range: ItemRange = { start, dash: start + item.search(/\S/), end: start + item.length };
      const document = parser.parseItem(sourceText(text), range, ['items', 7]);
      if (value === undefined) return assert.equal(document, UNSUPPORTED);
      assert.deepEqual(jsonOfDocument(document), value);
      const { base } = document as Document;
      assert.deepEqual(base, ['items', 7]);
      assertOffsets(text, document as Document);
    });
  }
}

function parse(parser: YamlParser, text: string): ReturnType<YamlParser['parse']> {
  return parser.parse(sourceText(text), 0, text.length);
}

function jsonOfDocument(document: ReturnType<YamlParser['parse']>): Json | undefined {
  assert.notEqual(document, UNSUPPORTED);
  return document === undefined ? undefined : jsonOf((document as Document).root);
}

/** Offsets of nodes are those of their own text. */
function assertOffsets(text: string, { root }: Document): void {
  for (const node of nodesOf(root)) {
    const own = text.slice(node.start, node.end);
    if (node.kind !== 'scalar') continue;
    if (node.style === 'plain') assert.equal(own.replaceAll(/\s+/g, ' '), node.value.replaceAll(/\s+/g, ' '));
    else assert.match(own, { single: /^'.*'$/s, double: /^".*"$/s, block: /^[|>].*\n$/s }[node.style]);
  }
}

function* nodesOf(node: Node): Iterable<Node> {
  yield node;
  if (node.kind !== 'map' && node.kind !== 'seq') return;
  for (const { key, value } of slotsOf(node)) {
    if (key) yield key;
    yield* nodesOf(value);
  }
}
