import assert from 'node:assert/strict';
import { lineDiff } from '../../scripts/line-diff.mjs';
import { run } from '../../src/run.ts';
import { assertOnlyReportedChanges } from '../lib/changes.ts';
import { testCorpus } from '../lib/corpus.ts';

const CONFIGURATIONS = [
  { platform: 'Metal-QEMU-SNP' },
  { platform: 'Metal-QEMU-TDX', memory: { default: '512Mi' }, cpu: { removeRequests: true } },
  { platform: 'AKS-CLH-SNP', memory: { default: '1Gi' }, runtimeClass: { onForeign: 'replace' } },
];

/** What the configurations above may write or take away. */
const INTENDED = /^\s*(- )?(runtimeClassName: |resources:|limits:|requests:|memory: |cpu: )/;

for (const spec of CONFIGURATIONS) {
  const configuration = { apiVersion: 'prepare-contrast.dev/v1alpha1', kind: 'PrepareContrast', spec };
  testCorpus(`${spec.platform}, only what is reported and intended changes, once`, (text) => {
    const { output, results } = run(text, { configuration });
    assertOnlyReportedChanges(text, output, results);
    for (const { kind, line } of lineDiff(text.split('\n'), output.split('\n'))) {
      if (kind !== ' ') assert.match(line, INTENDED);
    }
    const again = run(output, { configuration });
    assert.equal(again.output, output);
    assert.deepEqual(
      again.results.filter(({ changed }) => changed),
      [],
    );
  });
}
