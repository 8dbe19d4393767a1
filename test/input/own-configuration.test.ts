import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError } from '../../src/config/config-error.ts';
import { run } from '../../src/engine/run.ts';
import { fields } from '../../src/generated/fields.ts';

const CONFIGURATION = `apiVersion: prepare-contrast.dev/v1alpha1
kind: PrepareContrast
metadata: {name: mine}
spec: {platform: Metal-QEMU-SNP}
`;

test('a configuration among the manifests is ignored and reported', () => {
  assert.throws(
    () => run(CONFIGURATION, {}),
    (error) =>
      error instanceof ConfigError && /PrepareContrast mine in the input is ignored/.test(error.message),
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
  assert.match(results[0]!.message, /PrepareContrast mine in the input is ignored; use --config/);
});
