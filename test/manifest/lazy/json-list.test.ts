import assert from 'node:assert/strict';
import { CORE_SCHEMA, dump, load, loadAll } from 'js-yaml';
import { run } from '../../../src/engine/run.ts';
import { testCorpus } from '../../support/corpus.ts';

const LIST = {
  apiVersion: 'config.kubernetes.io/v1',
  kind: 'ResourceList',
  functionConfig: {
    apiVersion: 'prepare-contrast.dev/v1alpha1',
    kind: 'PrepareContrast',
    spec: {
      platform: 'Metal-QEMU-SNP',
      memory: { default: '512Mi' },
      runtimeClass: { onConflict: 'replace' },
    },
  },
};

testCorpus('the same list in block style, in JSON and in pretty-printed JSON gets the same', (text) => {
  const objects = loadAll(text, null, { schema: CORE_SCHEMA, json: true });
  const list = { ...LIST, items: objects.filter((object) => object !== null && object !== undefined) };
  const expected = load(
    run(dump(list, { schema: CORE_SCHEMA, noRefs: true, lineWidth: -1, forceQuotes: true }), {}).output,
    {
      schema: CORE_SCHEMA,
    },
  );
  for (const indent of [0, 2])
    assert.deepEqual(JSON.parse(run(JSON.stringify(list, null, indent), {}).output), expected);
});
