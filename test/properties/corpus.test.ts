import assert from 'node:assert/strict';
import { diffLines } from 'diff';
import { run } from '../../src/engine/run.ts';
import { assertOnlyReportedChanges } from '../support/changes.ts';
import { testCorpus } from '../support/corpus.ts';

const CONFIGURATIONS = [
  { platform: 'Metal-QEMU-SNP' },
  { platform: 'Metal-QEMU-TDX', memory: { default: '512Mi' }, cpu: { removeRequests: true } },
  { platform: 'AKS-CLH-SNP', memory: { default: '1Gi' }, runtimeClass: { onConflict: 'replace' } },
];

/** What the configurations above may write or take away. */
const INTENDED = /^\s*(- )?(runtimeClassName: |resources:|limits:|requests:|memory: |cpu: )/;

for (const spec of CONFIGURATIONS) {
  const configuration = { apiVersion: 'prepare-contrast.dev/v1alpha1', kind: 'PrepareContrast', spec };
  testCorpus(`${spec.platform}, only what is reported and intended changes, once`, (text) => {
    const { output, results } = run(text, { configuration });
    assertOnlyReportedChanges(text, output, results);
    for (const { added, removed, value } of diffLines(text, output)) {
      if (added || removed) for (const line of value.trimEnd().split('\n')) assert.match(line, INTENDED);
    }
    const again = run(output, { configuration });
    assert.equal(again.output, output);
    assert.deepEqual(
      again.results.filter(({ changed }) => changed),
      [],
    );
  });
}
