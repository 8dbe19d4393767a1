import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { readUsageFile } from '../../../src/memory-usage/usage-file.ts';
import { prepareContrast } from '../../hosts/programs.ts';
import { run } from '../../hosts/workspace.ts';
import { shopHistory, shopManifests } from '../../memory-usage/support/history.ts';
import {
  prometheusTest,
  type RealPrometheus,
  startPrometheus,
} from '../../memory-usage/support/real-prometheus.ts';
import { assertError } from '../../support/assert-error.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const CONFIG = `apiVersion: prepare-contrast.dev/v1alpha1
kind: PrepareContrast
spec:
  platform: Metal-QEMU-SNP
  memory: {usageFrom: memory-usage.yaml}
  images:
    sizes:
      - {image: "shop/postgres:1", compressed: 150Mi, uncompressed: 400Mi, volumes: []}
  workloads: {include: [{name: "*"}]}
`;

/** Runs the built program. */
const program = (args: string[], cwd: string, input = '') =>
  run(prepareContrast, args, cwd, process.env, input);

let server: RealPrometheus | undefined;
after(() => server?.stop());

prometheusTest('end to end: manifests without limits, their history, prepared manifests', async () => {
  // The built program measures until the present time.
  server = await startPrometheus(shopHistory(Math.floor(Date.now() / 1000), 'shop', true).series);
  const cwd = temporaryFolder();
  const manifests = shopManifests('shop');
  writeFileSync(join(cwd, 'shop.yaml'), manifests);
  writeFileSync(join(cwd, 'config.yaml'), CONFIG);
  const missing = await program(['check', 'shop.yaml', '--config', 'config.yaml'], cwd);
  assert.equal(missing.code, 2);
  const command = 'prepare-contrast usage PATH… --prometheus URL --output memory-usage.yaml';
  assertError(missing.stderr, 'file-unreadable', command);

  const usage = ['usage', 'shop.yaml', '--config', 'config.yaml', '--prometheus', server.url];
  const measured = await program(usage, cwd);
  assert.equal(measured.code, 0, measured.stderr);
  assert.match(measured.stderr, /wrote \S*memory-usage\.yaml: 6 workloads\n$/);
  const file = join(cwd, 'memory-usage.yaml');
  const { workloads } = readUsageFile(file)!;

  const first = await program(['files', 'shop.yaml', '--in-place', '--config', 'config.yaml'], cwd);
  assert.ok(first.code === 0 || first.code === 1, first.stderr);
  assert.doesNotMatch(first.stderr, /has no memory limit/);
  const prepared = readFileSync(join(cwd, 'shop.yaml'), 'utf8');
  for (const { name, containers } of workloads)
    for (const { name: container, peak } of containers) {
      const limit = Math.ceil((Number(peak) * 1.2) / 2 ** 20);
      // The image of the database takes more: ten times its compressed size.
      const expected = name === 'db' ? Math.max(limit, 1500) : limit;
      assert.match(
        prepared,
        new RegExp(`name: ${container}, [^{}]*resources: \\{limits: \\{memory: ${expected}Mi`),
      );
    }

  const second = await program(['files', 'shop.yaml', '--in-place', '--config', 'config.yaml'], cwd);
  assert.equal(readFileSync(join(cwd, 'shop.yaml'), 'utf8'), prepared, 'a second run changes nothing');
  assert.doesNotMatch(second.stderr, /set the memory limit|raised the memory limit/);
  const sound = await program([...usage, '--check'], cwd);
  assert.equal(sound.code, 0, sound.stdout);
  writeFileSync(
    join(cwd, 'shop.yaml'),
    prepared.replace(/(?<start>name: web, [^{}]*resources: \{limits: \{memory: )\w+/, '$<start>64Mi'),
  );
  const small = await program([...usage, '--check'], cwd);
  assert.equal(small.code, 1, small.stderr);
  assert.match(
    small.stdout,
    /^Deployment shop\/web: the memory limit 64Mi of container "web" is too small: it used up to/,
  );

  // As an item of a stream and of a ResourceList, the same limits; the item itself is unchanged.
  const item = readFileSync(file, 'utf8');
  const stream = await program(['--config', join(cwd, 'config.yaml')], cwd, manifests);
  const asItem = await program(
    ['--config', join(cwd, 'without.yaml')],
    writeConfig(cwd, CONFIG.replace(/ {2}memory: .*\n/, '')),
    `${item}---\n${manifests}`,
  );
  assert.equal(asItem.stdout, `${item}---\n${stream.stdout}`);
  const inList = [item, ...manifests.split('---\n')].map(
    (text) => `- ${text.trim().replaceAll('\n', '\n  ')}\n`,
  );
  const config = CONFIG.replace(/ {2}memory: .*\n/, '')
    .trim()
    .replaceAll('\n', '\n  ');
  const list = `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nfunctionConfig:\n  ${config}\nitems:\n${inList.join('')}`;
  const krm = await program([], cwd, list);
  assert.ok(krm.code !== 2, krm.stderr);
  for (const limit of stream.stdout.match(/limits: \{memory: \w+/g)!)
    assert.ok(krm.stdout.includes(limit), limit);
});

function writeConfig(folder: string, text: string): string {
  writeFileSync(join(folder, 'without.yaml'), text);
  return folder;
}
