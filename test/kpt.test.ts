import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import kpt from 'kpt-functions';
import { prepareContrast } from '../src/kpt.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const FUNCTION_CONFIG = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'prepare' },
  data: { platform: 'Metal-QEMU-SNP', 'memory.default': '128Mi' },
};
const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { containers: [{ name: 'web', image: 'web:1' }] },
};

test("the function changes the SDK's Configs and adds its results", async () => {
  const configs = new kpt.Configs([structuredClone(POD)], FUNCTION_CONFIG);
  await prepareContrast(configs);
  const [pod] = configs.getAll() as unknown as [typeof POD];
  assert.deepEqual(pod.spec, {
    runtimeClassName: 'contrast-cc',
    containers: [
      {
        name: 'web',
        image: 'web:1',
        resources: { limits: { memory: '128Mi' }, requests: { memory: '128Mi' } },
      },
    ],
  });
  const severities = new Set(configs.getResults().map(({ severity }) => severity));
  assert.ok(severities.has('info') && !severities.has('warning' as never));
});

test('a configuration that cannot be used is an error of the function', async () => {
  const configs = new kpt.Configs([structuredClone(POD)], { ...FUNCTION_CONFIG, data: {} } as never);
  await assert.rejects(prepareContrast(configs), /platform is required/);
});

test("the SDK's own run reads, calls and writes it", () => {
  const folder = temporaryFolder();
  const program = join(folder, 'program.mts');
  const sdk = import.meta.resolve('kpt-functions');
  const source = new URL('../src/kpt.ts', import.meta.url).href;
  writeFileSync(
    program,
    `import kpt from ${JSON.stringify(sdk)};\nimport { prepareContrast } from ${JSON.stringify(source)};\nkpt.run(prepareContrast);\n`,
  );
  const input = join(folder, 'input.yaml');
  const output = join(folder, 'output.yaml');
  writeFileSync(
    input,
    JSON.stringify({
      apiVersion: 'config.kubernetes.io/v1',
      kind: 'ResourceList',
      functionConfig: FUNCTION_CONFIG,
      items: [POD],
    }),
  );
  const tsx = import.meta.resolve('tsx');
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', tsx, program, '-i', input, '-o', output],
    { encoding: 'utf8' },
  );
  assert.equal(status, 0, stderr);
  assert.match(readFileSync(output, 'utf8'), /runtimeClassName: contrast-cc/);
});
