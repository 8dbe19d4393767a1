import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../../src/errors.ts';
import { run } from '../../src/run.ts';

const configuration = {
  apiVersion: 'prepare-contrast.dev/v1alpha1',
  kind: 'PrepareContrast',
  spec: { platform: 'Metal-QEMU-SNP' },
};
const CONTAINERS = 'containers: [{name: a, image: b, resources: {limits: {memory: 1Gi}}}]';
const REST = `metadata: {name: x}\nspec: {${CONTAINERS}}\n`;
const POD = `{apiVersion: v1, kind: Pod, metadata: {name: x}, spec: {${CONTAINERS}}}`;
const MAP = '{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}';

/**
 * Inputs in which readers of YAML that kubectl or kustomize are built on see a Pod, while others, or a glance at the lines, do not. Each
 * is refused, or the Pod is prepared; nothing is passed over.
 */
const REFUSED: [title: string, input: string, message: RegExp][] = [
  [
    'a line separator behind the kind',
    `apiVersion: v1\nkind: Pod\u2028\n${REST}`,
    /line 2, column 10: the line separator U\+2028/,
  ],
  [
    'a line separator in a comment',
    `apiVersion: v1\n# hello\u0085kind: Pod\n${REST}`,
    /the line separator U\+0085/,
  ],
  [
    'an item behind a line separator',
    `apiVersion: v1\nkind: List\nitems:\n- ${MAP} #\u2029- ${POD}\n`,
    /U\+2029/,
  ],
  [
    'a carriage return in front of the kind',
    `apiVersion: v1\r"kind": Pod\n${REST}`,
    /line 1, column 15: a carriage return/,
  ],
  [
    'a byte order mark in front of a later document',
    `${MAP}\n---\n\uFEFFkind: Pod\napiVersion: v1\n${REST}`,
    /line 3, column 1: a byte order mark/,
  ],
  [
    'a kind that ends with a line break',
    `apiVersion: v1\n${REST}kind: |\n  Pod`,
    /"kind" is "Pod\\n", which no kind is/,
  ],
  [
    'an apiVersion in Base64',
    `apiVersion: !!binary YXBwcy92MQ==\nkind: Deployment\nspec: {template: {spec: {${CONTAINERS}}}}\n`,
    /"apiVersion" is "YXBwcy92MQ==", which no apiVersion is/,
  ],
  ['a kind in Base64', `apiVersion: v1\nkind: !!binary UG9k\n${REST}`, /"kind" is "UG9k"/],
  [
    'two kinds of which the last is inert',
    `apiVersion: v1\nkind: Pod\n${REST}---#: c\napiVersion: v1\nkind: ConfigMap\n`,
    /two entries "kind"/,
  ],
  [
    'items in what is no list',
    `apiVersion: v1\nkind: ConfigMap\nitems:\n- ${POD}\n`,
    /line 4, column 1: kubectl takes whatever has "items"/,
  ],
  [
    'items in what is no list, in JSON',
    '{"items":[{"kind":"Pod","apiVersion":"v1"}],"apiVersion":"v1","kind":"ConfigMap"}',
    /kubectl takes whatever has "items"/,
  ],
  [
    'a typed list with an item that is no map',
    `apiVersion: v1\nkind: PodList\nitems:\n- ${POD}\n- ~\n`,
    /item 1 of the list is no Kubernetes object/,
  ],
  [
    'a key that begins with a question mark',
    `{apiVersion: v1, ?kind: Pod, spec: {${CONTAINERS}}}\n`,
    /readers of YAML take this key differently/,
  ],
  [
    'a key in Base64',
    `apiVersion: v1\n!!binary a2luZA==: Pod\n${REST}`,
    /readers of YAML take this key differently/,
  ],
  [
    'a merge key with a tag',
    `apiVersion: v1\nkind: ConfigMap\n!!merge "<<": {kind: Pod}\n`,
    /readers of YAML take this key differently/,
  ],
  [
    'a template that was not rendered',
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n',
    /line 4, column 12: this is a template that was not rendered/,
  ],
  [
    'a key without a colon',
    `apiVersion: v1\nkind: Pod\nspec: {runtimeClassName, ${CONTAINERS}}\n`,
    /the key "runtimeClassName" has no colon/,
  ],
  [
    'an object that is indented',
    ` apiVersion: v1\n kind: Pod\n spec: {${CONTAINERS}}\n metadata: {name: x, annotations: {a: '\napiVersion: "v1"\nkind: "ConfigMap" #'}}\n`,
    /Missing closing 'quote/,
  ],
];
const PREPARED: [title: string, input: string][] = [
  [
    'an indented object in flow style',
    ` {apiVersion: v1, kind: Pod, spec: {${CONTAINERS}}, metadata: {name: x, annotations: {\napiVersion: "v1"\n ,\nkind: "ConfigMap"\n }}}\n`,
  ],
  [
    'an object behind its marker',
    `--- {apiVersion: v1, kind: Pod, spec: {${CONTAINERS}}, metadata: {name: x, annotations: {\napiVersion: "v1"\n ,\nkind: "ConfigMap"\n }}}\n`,
  ],
  [
    'a class that a merge takes away',
    `apiVersion: v1\nkind: Pod\nspec:\n  <<: {runtimeClassName: ''}\n  ${CONTAINERS}\n`,
  ],
  [
    'containers behind an explicit key',
    `apiVersion: v1\nkind: Pod\nspec:\n  ? containers\n  : [{name: a, image: b, resources: {limits: {memory: 1Gi}}}]\n`,
  ],
];

for (const [title, input, message] of REFUSED) {
  test(`refused: ${title}`, () => {
    assert.throws(
      () => run(input, { configuration }),
      (error) => error instanceof InputError && message.test(error.message),
    );
  });
}

for (const [title, input] of PREPARED) {
  test(`prepared: ${title}`, () => {
    const { output, selected } = run(input, { configuration });
    assert.equal(selected, 1);
    // Behind merge keys, which might win otherwise, and in front of explicit ones.
    assert.match(
      output,
      /(?:''\}\n {2}containers.*\n {2}|spec:\n {2}|spec: \{)runtimeClassName: contrast-cc(?:\n|, )/,
    );
    assert.equal(run(output, { configuration }).output, output);
  });
}

test('a merge that comes behind what it brings as well is ambiguous', () => {
  const input = `apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec:\n  runtimeClassName: contrast-cc\n  ${CONTAINERS}\n  <<: {runtimeClassName: runc}\n`;
  const { output, failed } = run(input, { configuration });
  assert.equal(output, input);
  assert.ok(failed);
});

test('line separators in JSON are text', () => {
  const input = '{"apiVersion":"v1","kind":"ConfigMap","data":{"a":"b\u2028c"}}\n';
  assert.equal(run(input, { configuration }).output, input);
});

test('a list without results keeps the colon of their key', () => {
  const list = `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- ${POD}\nresults : []\n`;
  assert.match(run(list, { configuration }).output, /\nresults :\n- message: /);
});

test('an API group may have any name', () => {
  const input = `apiVersion: constructor/v1\nkind: Pod\nmetadata: {name: x}\n---\n${POD}\n`;
  assert.equal(run(input, { configuration }).selected, 1);
});
