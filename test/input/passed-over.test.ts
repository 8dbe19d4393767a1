import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../../src/engine/run.ts';
import type { ErrorCode } from '../../src/util/error-codes.ts';
import { InputError } from '../../src/util/errors.ts';

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
const REFUSED: [title: string, input: string, code: ErrorCode, place?: string][] = [
  [
    'a line separator after the kind',
    `apiVersion: v1\nkind: Pod\u2028\n${REST}`,
    'yaml-ambiguous',
    'line 2, column 10',
  ],
  ['a line separator in a comment', `apiVersion: v1\n# hello\u0085kind: Pod\n${REST}`, 'yaml-ambiguous'],
  [
    'an item after a line separator',
    `apiVersion: v1\nkind: List\nitems:\n- ${MAP} #\u2029- ${POD}\n`,
    'yaml-ambiguous',
  ],
  [
    'a carriage return before the kind',
    `apiVersion: v1\r"kind": Pod\n${REST}`,
    'yaml-ambiguous',
    'line 1, column 15',
  ],
  [
    'a byte order mark before a later document',
    `${MAP}\n---\n\uFEFFkind: Pod\napiVersion: v1\n${REST}`,
    'yaml-ambiguous',
    'line 3, column 1',
  ],
  ['a kind that ends with a line break', `apiVersion: v1\n${REST}kind: |\n  Pod`, 'type-invalid'],
  [
    'an apiVersion in Base64',
    `apiVersion: !!binary YXBwcy92MQ==\nkind: Deployment\nspec: {template: {spec: {${CONTAINERS}}}}\n`,
    'type-invalid',
  ],
  ['a kind in Base64', `apiVersion: v1\nkind: !!binary UG9k\n${REST}`, 'type-invalid'],
  [
    'two kinds of which the last has no pods',
    `apiVersion: v1\nkind: Pod\n${REST}---#: c\napiVersion: v1\nkind: ConfigMap\n`,
    'duplicate-entry',
  ],
  [
    'items in an object of another kind',
    `apiVersion: v1\nkind: ConfigMap\nitems:\n- ${POD}\n`,
    'list-invalid',
    'line 4, column 1',
  ],
  [
    'items in an object of another kind, in JSON',
    '{"items":[{"kind":"Pod","apiVersion":"v1"}],"apiVersion":"v1","kind":"ConfigMap"}',
    'list-invalid',
  ],
  [
    'a typed list with an item that is not a map',
    `apiVersion: v1\nkind: PodList\nitems:\n- ${POD}\n- ~\n`,
    'not-an-object',
  ],
  [
    'a key that begins with a question mark',
    `{apiVersion: v1, ?kind: Pod, spec: {${CONTAINERS}}}\n`,
    'yaml-ambiguous',
  ],
  ['a key in Base64', `apiVersion: v1\n!!binary a2luZA==: Pod\n${REST}`, 'yaml-ambiguous'],
  [
    'an item that is an alias of another one',
    `apiVersion: v1\nkind: List\nitems:\n- &p ${POD}\n- *p\n`,
    'yaml-alias',
    'line 4, column 6',
  ],
  [
    'two lists with the same items',
    `apiVersion: v1\nkind: List\nitems:\n- &l {apiVersion: v1, kind: List, items: [${POD}]}\n- {<<: *l}\n`,
    'yaml-alias',
  ],
  [
    'items by a merge key before the same in quotes',
    `apiVersion: v1\n<<: {items: [${POD}]}\n"<<": {kind: Service}\nkind: Secret\nmetadata: {name: x}\n`,
    'list-invalid',
  ],
  [
    'a merge key with a tag',
    `apiVersion: v1\nkind: ConfigMap\n!!merge "<<": {kind: Pod}\n`,
    'yaml-ambiguous',
  ],
  [
    'a template that was not rendered',
    'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n',
    'template-not-rendered',
    'line 4, column 12',
  ],
  [
    'a key without a colon',
    `apiVersion: v1\nkind: Pod\nspec: {runtimeClassName, ${CONTAINERS}}\n`,
    'yaml-syntax',
  ],
];
const PREPARED: [title: string, input: string][] = [
  [
    'an indented object with quoted text that is not',
    ` apiVersion: v1\n kind: Pod\n spec: {${CONTAINERS}}\n metadata: {name: x, annotations: {a: '\napiVersion: "v1"\nkind: "ConfigMap" #'}}\n`,
  ],
  [
    'an indented object in flow style',
    ` {apiVersion: v1, kind: Pod, spec: {${CONTAINERS}}, metadata: {name: x, annotations: {\napiVersion: "v1"\n ,\nkind: "ConfigMap"\n }}}\n`,
  ],
  [
    'an object on the line of its marker',
    `--- {apiVersion: v1, kind: Pod, spec: {${CONTAINERS}}, metadata: {name: x, annotations: {\napiVersion: "v1"\n ,\nkind: "ConfigMap"\n }}}\n`,
  ],
  [
    'a class that a merge takes away',
    `apiVersion: v1\nkind: Pod\nspec:\n  <<: {runtimeClassName: ''}\n  ${CONTAINERS}\n`,
  ],
  [
    'containers with an explicit key',
    `apiVersion: v1\nkind: Pod\nspec:\n  ? containers\n  : [{name: a, image: b, resources: {limits: {memory: 1Gi}}}]\n`,
  ],
];

for (const [title, input, code, place = ''] of REFUSED) {
  test(`refused: ${title}`, () => {
    assert.throws(
      () => run(input, { configuration }),
      (error) => error instanceof InputError && error.code === code && error.message.startsWith(place),
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

test('a merge after a key that it also has is ambiguous', () => {
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
