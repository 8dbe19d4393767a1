import { run } from '../../src/engine/run.ts';
import { assertExpected } from '../support/cases.ts';
import { testCorpus } from '../support/corpus.ts';
import { listResults } from '../support/results.ts';

/** Releases for which different rules hold, each with a platform that it has. */
const RELEASES = [
  { contrastVersion: '1.12', platform: 'AKS-CLH-SNP' },
  { contrastVersion: '1.18', platform: 'Metal-QEMU-SNP' },
  { contrastVersion: '1.22', platform: 'Metal-QEMU-SNP' },
  { contrastVersion: '1.25', platform: 'Metal-QEMU-SNP' },
];

const KIND = { apiVersion: 'prepare-contrast.dev/v1alpha1', kind: 'PrepareContrast' };

/** Every finding on real manifests is in a file that a reader can judge: no rule fires without cause. */
for (const spec of RELEASES)
  testCorpus(`findings, Contrast ${spec.contrastVersion}`, (text, file) => {
    const { results } = run(text, { configuration: { ...KIND, spec } });
    const folder = new URL(`findings/${spec.contrastVersion}`, import.meta.url).pathname;
    assertExpected(folder, `${file}.txt`, listResults(results));
  });
