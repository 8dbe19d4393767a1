import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../../../src/engine/run.ts';

const configuration = {
  apiVersion: 'prepare-contrast.dev/v1alpha1',
  kind: 'PrepareContrast',
  spec: { platform: 'Metal-QEMU-SNP', memory: { default: '64Mi' } },
};
const pod = (resources: string) =>
  `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"runtimeClassName":"contrast-cc","containers":[{"name":"web",${resources}}]}}`;
const AMOUNTS = '{"limits": {"memory": "64Mi"}, "requests": {"memory": "64Mi"}}';

/** Each with what takes the place of `"resources":{}`. */
const LAYOUTS: [title: string, write: (resources: string) => string, amounts: string][] = [
  ['a document on one line', (resources) => `${pod(resources)}\n`, AMOUNTS],
  ['a document on one line that is indented', (resources) => ` ${pod(resources)}\n`, AMOUNTS],
  [
    'an item on one line of a list that is spread',
    (resources) =>
      `{\n  "apiVersion": "v1",\n  "kind": "List",\n  "items": [\n    ${pod(resources)}\n  ]\n}\n`,
    AMOUNTS,
  ],
  [
    'a document that is spread',
    (resources) => pod(resources).replace('{"name":"web",', '{\n   "name":"web",\n   '),
    '{\n     "limits": {\n       "memory": "64Mi"\n     },\n     "requests": {\n       "memory": "64Mi"\n     }\n   }',
  ],
];

for (const [title, write, amounts] of LAYOUTS) {
  test(`edits have the layout around them: ${title}`, () => {
    assert.equal(run(write('"resources":{}'), { configuration }).output, write(`"resources":${amounts}`));
  });
}
