import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from 'js-yaml';
import { run } from '../../../src/engine/run.ts';
import type { JsonObject } from '../../../src/util/json.ts';

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a "b" é', namespace: 'true' },
  spec: { containers: [{ name: 'web', image: 'nginx:stable', resources: {} }] },
};
const LIST = {
  apiVersion: 'config.kubernetes.io/v1',
  kind: 'ResourceList',
  functionConfig: {
    apiVersion: 'prepare-contrast.dev/v1alpha1',
    kind: 'PrepareContrast',
    spec: { platform: 'Metal-QEMU-SNP' },
  },
  items: [POD, { ...POD, metadata: { name: 'b' } }],
};
const RESULTS = [{ message: 'of another function' }];

const layouts: Record<string, (list: object) => string> = {
  'JSON on one line': (list) => JSON.stringify(list),
  'pretty-printed JSON': (list) => `${JSON.stringify(list, null, 4)}\n`,
  'pretty-printed JSON with carriage returns': (list) => JSON.stringify(list, null, 2).replace(/\n/g, '\r\n'),
  'YAML in flow style': (list) => JSON.stringify(list).replace('"kind":', 'kind: '),
};

for (const [name, write] of Object.entries(layouts)) {
  test(`results in ${name} are those of a list in block style`, () => {
    const expected = resultsOf(inBlockStyle());
    assert.ok(expected.length > 5);
    for (const list of [LIST, { ...LIST, results: RESULTS }, { results: null, ...LIST }]) {
      const output = outputOf(write(list));
      assert.deepEqual((load(output) as { results: unknown }).results, expected);
      if (name.includes('JSON')) JSON.parse(output);
    }
  });
  test(`without results, ${name} has no entry for them`, () => {
    const spec = { ...LIST.functionConfig.spec, results: { minSeverity: 'error' } };
    const empty = { ...LIST, functionConfig: { ...LIST.functionConfig, spec }, items: [] };
    assert.equal(outputOf(write(empty)), write(empty));
    assert.deepEqual(load(outputOf(write({ ...empty, results: RESULTS }))), empty);
  });
}

test('pretty-printed results look as the rest does', () => {
  const output = outputOf(layouts['pretty-printed JSON']!(LIST));
  const results = output.slice(output.indexOf('    "results": ['));
  const reference = '            "resourceRef": {\n                "apiVersion": "v1",\n';
  assert.ok(
    results.startsWith('    "results": [\n        {\n            "message": "'),
    results.slice(0, 200),
  );
  assert.ok(results.includes(reference));
  assert.ok(results.endsWith('            }\n        }\n    ]\n}\n'), results.slice(-200));
});

/** The list in block style, its entries in flow style. */
function inBlockStyle(): string {
  const { items, ...rest } = LIST;
  const entries = Object.entries(rest).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  return `${entries.join('')}items:\n${items.map((item) => `- ${JSON.stringify(item)}\n`).join('')}`;
}

function outputOf(input: string): string {
  return run(input, {}).output;
}

function resultsOf(input: string): JsonObject[] {
  return (load(outputOf(input)) as { results: JsonObject[] }).results;
}
