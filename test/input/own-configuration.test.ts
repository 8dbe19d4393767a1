import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError } from '../../src/config/config-error.ts';
import { fields } from '../../src/generated/fields.ts';
import { run } from '../../src/run.ts';

const CONFIGURATION = `apiVersion: prepare-contrast.dev/v1alpha1
kind: PrepareContrast
metadata: {name: mine}
spec: {platform: Metal-QEMU-SNP}
`;

test('a configuration among the manifests is not taken, and that is told', () => {
  assert.throws(
    () => run(CONFIGURATION, {}),
    (error) =>
      error instanceof ConfigError && /PrepareContrast mine of the input is not used/.test(error.message),
  );
  const { results, output } = run(CONFIGURATION, {
    assignments: [
      {
        field: fields.find(({ path }) => path.join('.') === 'platform')!,
        value: 'AKS-CLH-SNP',
        source: '--platform',
      },
    ],
  });
  assert.equal(output, CONFIGURATION);
  assert.match(results[0]!.message, /PrepareContrast mine of the input is not used: give it by --config/);
});
