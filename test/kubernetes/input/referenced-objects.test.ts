import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexInput } from '../../../src/kubernetes/input/index.ts';
import { isPodless } from '../../../src/kubernetes/kinds/lookup.ts';
import { readManifests } from '../../../src/manifest/read.ts';
import { toNode } from '../../../src/yaml/edit/new-node.ts';
import type { MapNode } from '../../../src/yaml/node.ts';
import { sourceText } from '../../../src/yaml/source.ts';

/** What a stream says, where objects that no rule judges are passed on unread. */
function factsOf(text: string, namespace = '') {
  const input = readManifests(sourceText(text), {
    isOfInterest: (apiVersion, kind) => !isPodless(apiVersion, kind),
    namespace,
  });
  return { input, facts: indexInput(input) };
}

const service = (name: string, selector: string, namespace = 'shop') =>
  `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {selector: {${selector}}}\n`;

test('objects that no rule judges are known all the same', () => {
  const { input, facts } = factsOf(
    [
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: plain\n  namespace: shop\n',
      'apiVersion: v1\nkind: Secret\nmetadata: {name: flow}\n',
      'apiVersion: v1\nkind: Secret\nmetadata: {name: broken\n',
      service('web', 'app: web'),
    ].join('---\n'),
    'shop',
  );
  assert.equal(input.resources.length, 0);
  assert.deepEqual(
    ['plain', 'flow'].map((name) => [
      facts.named('ConfigMap', name).map(({ namespace }) => namespace),
      facts.named('Secret', name).map(({ namespace }) => namespace),
    ]),
    [
      [['shop'], []],
      [[], ['shop']],
    ],
  );
  assert.deepEqual(facts.named('Secret', 'broken'), []);
  assert.deepEqual(
    facts.ofKind('Service').map(({ name }) => name),
    ['web'],
  );
  assert.deepEqual(
    facts.types().map(({ kind, count }) => [kind, count]),
    [
      ['ConfigMap', 1],
      ['Secret', 2],
      ['Service', 1],
    ],
  );
});

test('Services are found by all labels of their selector, in their namespace', () => {
  const common = 'managed-by: Helm';
  const { facts } = factsOf(
    [
      service('one', `${common}, app: one`),
      service('two', `${common}, app: two`),
      service('everything', common),
      service('elsewhere', 'app: one', 'other'),
      service('nothing', ''),
    ].join('---\n'),
  );
  const found = (labels: Record<string, string>) =>
    facts
      .services('shop', toNode(labels) as MapNode)
      .flatMap(({ services }) => services.map(({ name }) => name))
      .sort();
  assert.deepEqual(found({ 'managed-by': 'Helm', app: 'one', other: 'label' }), ['everything', 'one']);
  assert.deepEqual(found({ app: 'two' }), []);
  assert.deepEqual(found({}), []);
});

test('an edit of a claim shows in what is known of it', () => {
  const { input, facts } = factsOf(
    'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {volumeMode: Filesystem}\n',
  );
  assert.equal(facts.claim('', 'data')?.volumeMode, 'Filesystem');
  const spec = input.resources[0]!.root.entries.find(({ key }) => key!.value === 'spec')!.value;
  assert.ok(spec.kind === 'map');
  spec.entries[0]!.value = { kind: 'scalar', value: 'Block', style: 'plain', start: -1, end: -1 };
  assert.equal(facts.claim('', 'data')?.volumeMode, 'Block');
});

test('items of a list are read when they are looked at, in block style and in JSON', () => {
  const pod = '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"}}';
  const inert = '{"apiVersion":"v1","kind":"ConfigMap","data":{"a":"b"}}';
  const lists = [
    'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n',
    `{"apiVersion":"v1","kind":"List","items":[${pod}, ${inert}]}`,
    `# from a pipe\n{\n  "items": [\n    ${pod}\n  ],\n  "kind": "List", "apiVersion": "v1"\n}\n`,
  ];
  for (const text of lists) {
    const { resources } = factsOf(text).input;
    assert.deepEqual(
      resources.map(({ name, release }) => [name, typeof release]),
      [['a', 'function']],
      text,
    );
  }
});

test('a document may begin with any number of blank lines', () => {
  const { unparsed } = factsOf(`${'\n'.repeat(4_000_000)}{"apiVersion":"v1","kind":"ConfigMap"}`).input;
  assert.equal(unparsed.length, 1);
});
