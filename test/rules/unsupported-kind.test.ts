import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prepareAsOneStream } from '../../src/files/prepare-files.ts';

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: "web:1"}]}\n';
const MONITOR = 'apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: web}\n';

function findings(files: Record<string, string>) {
  const configuration = {
    apiVersion: 'prepare-contrast.dev/v1alpha1',
    kind: 'PrepareContrast',
    spec: { platform: 'Metal-QEMU-SNP', contrastVersion: '1.18' },
  };
  const list = Object.entries(files).map(([file, content]) => ({ file, content }));
  const { answer } = prepareAsOneStream(list, { configuration });
  return answer.results.filter(({ rule }) => rule === 'unsupported-kind').map(({ message }) => message);
}

test('a custom resource counts only in a file with a Contrast workload', () => {
  assert.deepEqual(findings({ 'pod.yaml': POD, 'monitor.yaml': MONITOR }), []);
  const [found, ...others] = findings({
    'other.yaml': POD.replace('name: web}', 'name: other}'),
    'all.yaml': `${POD}---\n${MONITOR}`,
  });
  assert.match(
    found!,
    /^all\.yaml contains ServiceMonitor \(monitoring\.coreos\.com\/v1\) together with a Contrast workload/,
  );
  assert.deepEqual(others, []);
});
