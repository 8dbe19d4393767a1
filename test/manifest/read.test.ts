// What printers and people write besides a stream of YAML documents, and how it comes out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../../src/engine/run.ts';
import { readManifests } from '../../src/manifest/read.ts';
import { sourceText } from '../../src/yaml/source.ts';

const configuration = {
  apiVersion: 'prepare-contrast.dev/v1alpha1',
  kind: 'PrepareContrast',
  spec: { platform: 'Metal-QEMU-SNP' },
};
const pod = (name: string, annotations = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}${annotations}}\nspec: {containers: [{name: c, image: "i:1"}]}\n`;
const json = (name: string) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { containers: [{ name: 'c', image: 'i:1' }] },
  });
const item = (text: string) => `- ${text.trimEnd().replaceAll(/\n(?=[a-z])/g, '\n  ')}\n`;
const listOf = (...items: string[]) => `apiVersion: v1\nkind: List\nitems:\n${items.join('')}`;
/** As Helm 4 and kpt print a text that ends with line breaks. */
const NOTES = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: notes}\ndata:\n  text: 'a\n\n    b\n\n'\n";
const CLOSED_IN_COLUMN_0 = ", annotations: {a: 'b\n\n'}";

/** Inputs with the names of the Pods in them. */
const CASES: [title: string, text: string, pods: string[]][] = [
  ['JSON objects on lines', `${json('a')}\n${json('b')}\n${json('c')}\n`, ['a', 'b', 'c']],
  ['JSON objects without separator', `${json('a')}${json('b')}`, ['a', 'b']],
  [
    'JSON objects among documents',
    `${pod('a')}---\n${json('b')}\n\n${json('c')}\n---\n${pod('d')}`,
    ['a', 'b', 'c', 'd'],
  ],
  ['null among items', listOf('- null\n', item(pod('a')), '-\n', '- ~ # none\n', item(pod('b'))), ['a', 'b']],
  ['null among items in JSON', `{"apiVersion":"v1","kind":"List","items":[null,${json('a')}]}`, ['a']],
  ['a quote closed in column 0', `${NOTES}---\n${pod('a', CLOSED_IN_COLUMN_0)}`, ['a']],
  [
    'quoted keys around the items',
    `'apiVersion': v1\n'kind': List\nitems:\n  ${item(pod('a')).replaceAll(/\n(?=.)/g, '\n  ')}'other':\n  - b: c\n`,
    ['a'],
  ],
  [
    'a quoted key after the items',
    `apiVersion: v1\nkind: List\nitems:\n${item(pod('a'))}'other':\n- b: c\n`,
    ['a'],
  ],
  [
    'a quote closed in column 0 in a list',
    listOf(item(NOTES), item(pod('a', CLOSED_IN_COLUMN_0)), item(pod('b'))),
    ['a', 'b'],
  ],
];

for (const [title, text, pods] of CASES) {
  test(`every object is found and prepared: ${title}`, () => {
    const { output, results, selected } = run(text, { configuration });
    const prepared = results.filter(({ rule, changed }) => rule === 'runtime-class' && changed);
    assert.deepEqual(
      prepared.map(({ resource }) => resource?.name),
      pods,
    );
    assert.equal(selected, pods.length);
    const added = /(?:runtimeClassName: contrast-cc, |"runtimeClassName": "contrast-cc", )/g;
    assert.equal(output.replaceAll(added, ''), text, 'all other bytes stay');
    const complete = readManifests(sourceText(text), {
      isOfInterest: (_, kind) => kind === 'Pod',
      namespace: '',
      complete: true,
    });
    assert.deepEqual(
      complete.resources.map(({ name }) => name),
      pods,
    );
  });
}

test('thousands of JSON objects in a row are read in linear time, one at a time', () => {
  const names = Array.from({ length: 5000 }, (_, index) => `a${index}`);
  const { selected } = run(names.map(json).join('\n'), { configuration });
  assert.equal(selected, names.length);
});

test('an error in a later JSON object is reported at its place', () => {
  assert.throws(() => run(`${json('a')}\n{"kind": x y: z}\n`, { configuration }), {
    code: 'yaml-syntax',
    message: /^line 2, column \d+: /,
  });
});

const MISLEADING: [title: string, text: string][] = [
  [
    'the type of an object',
    `apiVersion: v1\nmetadata: {name: a, annotations: {a: "\nkind: Pod\nx"}}\n---\n${pod('b')}`,
  ],
  ['an item', listOf(item(pod('a', ', annotations: {a: "\n- kind: Service\n- b\n"}')), item(pod('b')))],
];

for (const [title, text] of MISLEADING)
  test(`quoted lines without indentation that look like ${title} are an error`, () =>
    assert.throws(() => run(text, { configuration }), {
      code: 'yaml-ambiguous',
      message: /^line 1, column 1: /,
    }));
