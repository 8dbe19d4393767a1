import { run } from '../../src/run.ts';
import { assertExpected } from '../lib/cases.ts';
import { testCorpus } from '../lib/corpus.ts';
import { listResults } from '../lib/results.ts';

const configuration = {
  apiVersion: 'prepare-contrast.dev/v1alpha1',
  kind: 'PrepareContrast',
  spec: { platform: 'Metal-QEMU-SNP' },
};

/** Every finding on real manifests stands in a file that a reader can judge: no rule fires without cause. */
testCorpus('findings', (text, file) => {
  const { results } = run(text, { configuration });
  assertExpected(new URL('findings', import.meta.url).pathname, `${file}.txt`, listResults(results));
});
