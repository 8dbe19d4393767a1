import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { scan } from '../src/yaml/scan.ts';
import { sourceText } from '../src/yaml/source-text.ts';
import { corpusDocuments, textOf } from './fuzz/cases.ts';
import { nodeDisagreement } from './fuzz/compare-nodes.ts';
import { runDisagreement } from './fuzz/compare-runs.ts';
import { testCorpus } from './lib/corpus.ts';

const FOLDER = new URL('readers/', import.meta.url);
const CASES = 5000;

/** Inputs on which the readers once differed, or that earlier readers of such manifests got wrong. */
for (const file of readdirSync(FOLDER).sort()) {
  test(`both readers agree: ${file}`, () => {
    const text = readFileSync(new URL(file, FOLDER), 'utf8');
    assert.equal(nodeDisagreement(text), undefined);
    assert.equal(runDisagreement(text), undefined);
  });
}

test(`both readers agree on ${CASES} random manifests`, () => {
  const corpus = corpusDocuments(process.env.CORPUS_DIR);
  const shares = { taken: 0, handedOver: 0 };
  for (let seed = 1; seed <= CASES; seed++) {
    const text = textOf(seed, corpus);
    assert.equal(nodeDisagreement(text, shares), undefined, `seed ${seed}`);
    assert.equal(runDisagreement(text), undefined, `seed ${seed}`);
  }
  assert.ok(shares.taken > CASES / 5, `the fast reader took only ${shares.taken} documents`);
});

const POD = 'kind: Pod\nspec:\n  containers:\n  - name: a\n';
const FAST: [title: string, text: string][] = [
  ['block style', POD],
  ['comments', '# a\nkind: Pod # b\n  # c\nspec:\n# d\n  a: b\n'],
  ['quotes and escapes', `a: 'it''s'\n"b": "x\\n\\u00e9"\n`],
  ['literal and folded text', 'a: |\n  x\n   y\n\nb: >-\n  x\n  y\nc: |+\n  z\n\n'],
  ['flow style on one line', 'a: {b: [c, "d"], e: {}}\nf: [ ]\n'],
  ['text over several lines', 'a: b c\n  d/e\n  --f\n  "g"\n  {h}\n  *i\ng:\n- h\n  i\n- j: k\n   l\n'],
  ['single-quoted text over several lines', "a: 'it''s\n  b: # c'\nd:\n- 'e\n  f'\n"],
  ['double-quoted text over several lines', 'a: "b\\t\n  c \\\n  \\ d\\\\\n  e"\n'],
  ['text that begins with an indicator', 'a: :8080\nb:\n- :9090\n- ?*\n- -x\n'],
  ['flow style over several lines', 'a: [\n  b,\n  {c: d, "e": f},\n ]\ng:\n- {h: i,\n  j: k}\n'],
  ['commas at the end', 'a: [b, c,]\nd: {e: f, }\n'],
  ['values below their keys', 'a:\n  {}\nb:\n  [c]\nd:\n  "e\n  f"\ng:\n  "h": i\n'],
  ['comments alone', '# a\n\n# b\n'],
  ['an end marker', 'a: b\n... # c\n'],
  ['missing values', 'a:\nb:\n- \n- c:\n'],
  ['wide and compact sequences', 'a:\n  -   b: c\n      d: e\nf:\n- - g\n  - h\n'],
  ['carriage returns', 'a: b\r\nc: |\r\n  d\r\n'],
  ['a key that stands twice', 'a: b\na: c\n'],
  ['JSON', '{\n  "a": [\n    1,\n    {"b": null}\n  ]\n}\n'],
  ['JSON with white space in front of colons', '{ "a" : [ { "b"  :"c" } ] }\n'],
];
const HANDED_OVER: [title: string, text: string][] = [
  ['an anchor', 'a: &b c\n'],
  ['an alias', 'a: *b\n'],
  ['a tag', 'a: !!str b\n'],
  ['a merge key', '<<: {a: b}\n'],
  ['an explicit key', '? a\n: b\n'],
  ['a directive', '%YAML 1.2\n---\na: b\n'],
  ['text with a blank line in it', 'a: b\n\n  c\n'],
  ['text that a comment interrupts', 'a: b # c\n  d\n'],
  ['text with what looks like an item below it', 'a: b\n  - c\n'],
  ['text with what looks like a key below it', 'a: b\n  c: d\n'],
  ['quoted text with a blank line in it', 'a: "b\n\n  c"\n'],
  ['quoted text that is not indented', 'a: "b\nc"\n'],
  ['quoted text with white space at the end of a line', "a: 'b \n  c'\n"],
  ['flow style over several lines that are not indented', 'a: [b,\nc]\n'],
  ['comments in flow style', 'a: [b, # c\n  d]\n'],
  ['a tab', 'a:\tb\n'],
  ['a map without end', 'a: {b: c\n'],
  ['a sequence alone', '- a\n'],
];

for (const [title, text] of FAST) {
  test(`the fast reader reads ${title}`, () => {
    assert.notEqual(scan(sourceText(text)), 'not mine');
    assert.equal(nodeDisagreement(text), undefined);
  });
}

for (const [title, text] of HANDED_OVER)
  test(`the fast reader hands over ${title}`, () => assert.equal(scan(sourceText(text)), 'not mine'));

const shares = { taken: 0, handedOver: 0 };
testCorpus('both readers agree', (text) => {
  assert.equal(nodeDisagreement(text, shares), undefined);
  assert.equal(runDisagreement(text), undefined);
});

test('the fast reader takes at least 99 % of the corpus', (context) => {
  const all = shares.taken + shares.handedOver;
  if (all === 0) return context.skip('the corpus is not here');
  assert.ok(shares.taken / all >= 0.99, `${shares.taken} of ${all}`);
});
