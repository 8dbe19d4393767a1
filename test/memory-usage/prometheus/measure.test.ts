import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Sample } from '../../../src/memory-usage/prometheus/answer.ts';
import { measureInPrometheus } from '../../../src/memory-usage/prometheus/measure.ts';
import { readUsageFile } from '../../../src/memory-usage/usage-file.ts';
import { makeCertificate } from '../../image-sizes/support/real-registry.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { History, shopHistory, shopManifests } from '../support/history.ts';
import {
  prometheusTest,
  type RealPrometheus,
  type Series,
  startPrometheus,
} from '../support/real-prometheus.ts';
import { NOW, runUsage } from '../support/run-usage.ts';

const FIGURES = new URL('../support/figures.py', import.meta.url).pathname;
const DAY = 86_400;

const owned = shopHistory(NOW, 'shop', true);
const plain = shopHistory(NOW, 'plain', false);
/** Two clusters with a workload of the same name. */
const clusters = ['east', 'west'].map((cluster, index) => {
  const history = new History(NOW, { cluster });
  const pod = `twin-5d4f8c7b9d-${'bcdfg'.slice(index)}${'x'.repeat(index)}`;
  history.owners('twins', pod, ['ReplicaSet twin-5d4f8c7b9d', 'Deployment twin']);
  const around = 100e6 * (index + 1);
  history.container({
    namespace: 'twins',
    pod,
    of: 'Deployment twin',
    container: 'twin',
    from: 14 * DAY,
    to: 0,
    every: 3600,
    around,
  });
  return history;
});
/** kube-state-metrics without `honor_labels`: its own pod is in the labels of the target. */
const exported = new History(NOW);
exported.container({
  namespace: 'exported',
  pod: 'odd-name',
  of: 'Deployment api',
  container: 'api',
  from: 14 * DAY,
  to: 0,
  every: 3600,
  around: 70e6,
});
const target = { namespace: 'monitoring', pod: 'kube-state-metrics-0', container: 'kube-state-metrics' };
const owner = (owner_kind: string, owner_name: string) => ({
  owner_kind,
  owner_name,
  owner_is_controller: 'true',
});
exported.state('kube_pod_owner', {
  ...target,
  exported_namespace: 'exported',
  exported_pod: 'odd-name',
  ...owner('ReplicaSet', 'api-5d4f8c7b9d'),
});
exported.state('kube_replicaset_owner', {
  ...target,
  exported_namespace: 'exported',
  replicaset: 'api-5d4f8c7b9d',
  ...owner('Deployment', 'api'),
});
exported.state('kube_pod_container_status_last_terminated_reason', {
  ...target,
  exported_namespace: 'exported',
  exported_pod: 'odd-name',
  exported_container: 'api',
  reason: 'OOMKilled',
});

const all: Series[] = [owned, plain, ...clusters, exported].flatMap(({ series }) => series);
let server: Promise<RealPrometheus> | undefined;
const prometheus = () => {
  server ??= startPrometheus(all);
  return server;
};
after(async () => (await server)?.stop());

function folderWith(manifests: string): { folder: string; manifest: string; output: string } {
  const folder = temporaryFolder();
  const manifest = join(folder, 'manifests.yaml');
  writeFileSync(manifest, manifests);
  return { folder, manifest, output: join(folder, 'memory-usage.yaml') };
}

function deployment(name: string, namespace: string, resources = ''): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}${namespace && `, namespace: ${namespace}`}}
spec: {template: {spec: {containers: [{name: ${name}, image: "shop/${name}:1"${resources}}]}}}
`;
}

/** What the file has, in the form of the independent script. */
function figuresIn(file: string): Record<string, object> {
  return Object.fromEntries(
    readUsageFile(file)!.workloads.flatMap(({ kind, name, containers }) =>
      containers.map(({ name: container, peak, p99, samples, pods, covered }) => [
        `${kind} ${name} ${container}`,
        { peak, p99, samples, pods, days: Number.parseInt(covered!, 10) },
      ]),
    ),
  );
}

async function expectedFigures({ pods }: History, days: number): Promise<Record<string, object>> {
  const { history } = await prometheus();
  const input = JSON.stringify(pods.map(({ namespace, pod, of }) => [namespace, pod, of]));
  return JSON.parse(
    execFileSync('python3', [FIGURES, history, `${NOW}`, `${days}`], { input, encoding: 'utf8' }),
  ) as Record<string, object>;
}

for (const [history, namespace, title] of [
  [owned, 'shop', 'with the owners of pods'],
  [plain, 'plain', 'without the owners of pods, by their names'],
] as const)
  for (const days of [14, 3])
    prometheusTest(`the figures of ${days} days equal those of an independent script ${title}`, async () => {
      const { manifest, output } = folderWith(shopManifests(namespace));
      const { url } = await prometheus();
      const args = [manifest, '--prometheus', url, '--output', output, '--window', `${days}d`];
      const { code, stderr } = await runUsage(args);
      assert.equal(code, 0, stderr);
      const expected = await expectedFigures(history, days);
      assert.ok(Object.keys(expected).length >= 6);
      assert.deepEqual(figuresIn(output), expected);
      const byName = /pods were assigned to workloads by their names/;
      if (history === plain) assert.match(stderr, byName);
      else assert.doesNotMatch(stderr, byName);
      for (const { namespace: measured, window, time, source } of readUsageFile(output)!.workloads)
        assert.deepEqual(
          { measured, window, time, source },
          { measured: namespace, window: `${days}d`, time: '2026-11-30T12:00:00Z', source: 'prometheus' },
        );
    });

test('one pod without an owner is counted in the singular, with and without other owners', async () => {
  const workload = { kind: 'StatefulSet', namespace: 'shop', name: 'db', containers: ['db'] };
  const use = { labels: { namespace: 'shop', pod: 'db-0', container: 'db' }, value: 1 };
  const other = {
    labels: { namespace: 'shop', pod: 'web-x2x4z', ...owner('ReplicaSet', 'web') },
    value: 1,
  };
  const warningsWith = async (owners: Sample[]) => {
    const query = (text: string) =>
      Promise.resolve(text.includes('kube_pod_owner') ? owners : text.includes('kube_') ? [] : [use]);
    const options = { metric: 'memory', window: DAY, time: NOW, matchers: [], parallel: 1, query };
    return (await measureInPrometheus([workload], options)).warnings;
  };
  assert.deepEqual(await warningsWith([]), [
    'the server has no owners of pods (kube_pod_owner of kube-state-metrics): 1 pod was assigned to a workload by its name',
  ]);
  assert.deepEqual(await warningsWith([other]), [
    '1 pod without an owner in kube_pod_owner was assigned to a workload by its name',
  ]);
});

prometheusTest('containers that were terminated for lack of memory are counted by pod', async () => {
  const { manifest, output } = folderWith(shopManifests('shop'));
  const { url } = await prometheus();
  const { stderr } = await runUsage([manifest, '--prometheus', url, '--output', output]);
  const report = readUsageFile(output)!.workloads.find(({ name }) => name === 'report')!;
  assert.equal(report.containers[0]!.outOfMemory, 3);
  assert.match(stderr, /CronJob shop\/report report: .*, OOM kills in 3 of 168 pods\n/);
  assert.match(stderr, /Deployment shop\/web setup: .*only \d+ samples/);
  assert.match(stderr, /Pod shop\/lone lone: .*only 2d of history/);
});

prometheusTest('labels of kube-state-metrics that lost against those of the target are read', async () => {
  const { manifest, output } = folderWith(deployment('api', 'exported'));
  const { url } = await prometheus();
  const { code, stderr } = await runUsage([manifest, '--prometheus', url, '--output', output]);
  assert.equal(code, 0, stderr);
  const [entry] = readUsageFile(output)!.workloads;
  assert.deepEqual(
    entry!.containers.map(({ pods, outOfMemory }) => [pods, outOfMemory]),
    [[1, 1]],
  );
});

prometheusTest('two clusters in one server are never mixed', async () => {
  const { manifest, output } = folderWith(deployment('twin', 'twins'));
  const { url } = await prometheus();
  const args = [manifest, '--prometheus', url, '--output', output];
  const mixed = await runUsage(args);
  assert.equal(mixed.code, 2);
  assert.match(
    mixed.stderr,
    /Deployment twins\/twin from 2 clusters: cluster="east"; cluster="west"; choose one with --label/,
  );
  assert.equal(readUsageFile(output), undefined);
  const peaks: number[] = [];
  for (const cluster of ['=east', '=west', '=~east|west']) {
    const { code, stderr } = await runUsage([...args, '--label', `cluster${cluster}`]);
    assert.equal(code, 0, stderr);
    const [{ peak, pods } = {}] = readUsageFile(output)!.workloads[0]!.containers;
    assert.equal(pods, cluster.startsWith('=~') ? 2 : 1);
    peaks.push(Number(peak));
  }
  assert.ok(peaks[0]! < 190e6 && peaks[1]! > 190e6);
  assert.equal(peaks[2], peaks[1]);
});

prometheusTest(
  'a workload without a namespace is measured in each, and --namespace chooses one',
  async () => {
    const web = deployment('web', '');
    const { manifest, output } = folderWith(web);
    const { url } = await prometheus();
    const args = [manifest, '--prometheus', url, '--output', output];
    const { code, stderr } = await runUsage(args);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /Deployment web was measured in the namespaces plain and shop/);
    assert.deepEqual(
      readUsageFile(output)!.workloads.map(({ namespace }) => namespace),
      ['plain', 'shop'],
    );
    await runUsage([...args, '--namespace', 'shop']);
    assert.deepEqual(
      readUsageFile(output)!.workloads.map(({ namespace }) => namespace),
      ['shop'],
    );
  },
);

prometheusTest('--check compares the limits that manifests get with what is measured', async () => {
  const { url } = await prometheus();
  const check = (manifest: string, output: string) =>
    runUsage([manifest, '--prometheus', url, '--output', output, '--check']);
  const small = folderWith(deployment('twin', 'twins', ', resources: {limits: {memory: 64Mi}}'));
  const args = ['--label', 'cluster=east'];
  const failed = await runUsage([
    small.manifest,
    '--prometheus',
    url,
    '--output',
    small.output,
    '--check',
    ...args,
  ]);
  assert.equal(failed.code, 1);
  assert.match(
    failed.stdout,
    /^Deployment twins\/twin: the memory limit 64Mi of container "twin" is too small: it used up to 1\d\d/,
  );
  assert.match(failed.stderr, /the memory limits do not cover the measured use/);
  assert.equal(readUsageFile(small.output), undefined, '--check writes nothing');

  const { manifest, output } = folderWith(shopManifests('plain'));
  const without = await check(manifest, output);
  assert.equal(without.code, 1);
  assert.match(
    without.stdout,
    /StatefulSet plain\/db: container "postgres" has no memory limit, and it used up to/,
  );
  await runUsage([manifest, '--prometheus', url, '--output', output]);
  const before = readFileSync(output, 'utf8');
  const sound = await check(manifest, output);
  assert.equal(sound.code, 0, sound.stdout);
  assert.equal(sound.stdout, '');
  assert.match(sound.stderr, /the memory limits cover the measured use\n$/);
  // A peak that has grown beyond the headroom.
  writeFileSync(
    output,
    before.replace(/peak: (\d+)/, (_, peak) => `peak: ${Math.round(Number(peak) / 2)}`),
  );
  const grown = await check(manifest, output);
  assert.equal(grown.code, 1);
  assert.match(
    grown.stdout,
    /CronJob plain\/report: the memory limit 93Mi of container "report" is too small: it used up to 154.5Mi/,
  );
});

prometheusTest(
  'entries of workloads that are not measured are kept, and those of removed workloads are not',
  async () => {
    const { url } = await prometheus();
    const { manifest, output } = folderWith(shopManifests('shop'));
    await runUsage([manifest, '--prometheus', url, '--output', output]);
    const time = '2026-01-01T00:00:00Z';
    writeFileSync(
      output,
      `# Kept.\n${readFileSync(output, 'utf8').replaceAll('2026-11-30T12:00:00Z', time).replaceAll('namespace: shop', 'namespace: twins')}`,
    );
    writeFileSync(manifest, `${deployment('twin', 'twins')}---\n${deployment('web', 'twins')}`);
    const { code, stderr } = await runUsage([
      manifest,
      '--prometheus',
      url,
      '--output',
      output,
      '--label',
      'cluster=west',
    ]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, new RegExp(`Deployment twins/web was not measured: its entry of ${time} is kept`));
    const { workloads } = readUsageFile(output)!;
    assert.deepEqual(
      workloads.map(({ name }) => name),
      ['twin', 'web'],
    );
    assert.equal(workloads[1]!.time, time);
    assert.match(readFileSync(output, 'utf8'), /^# Kept\.\n/);
  },
);

prometheusTest('nothing about the workloads is an error, and no file is written', async () => {
  const { url } = await prometheus();
  const { manifest, output } = folderWith(deployment('nobody', 'nowhere'));
  const { code, stderr } = await runUsage([manifest, '--prometheus', url, '--output', output]);
  assert.equal(code, 2);
  assert.match(stderr, /has no data for Deployment nowhere\/nobody; check that names and namespaces/);
  assert.equal(readUsageFile(output), undefined);
});

prometheusTest(
  'a query that the server rejects is an error that names the server and the query',
  async () => {
    const { url } = await prometheus();
    const { manifest, output } = folderWith(deployment('twin', 'twins'));
    const { code, stderr } = await runUsage([
      manifest,
      '--prometheus',
      url,
      '--output',
      output,
      '--label',
      'cluster=~(',
    ]);
    assert.equal(code, 2);
    assert.match(
      stderr,
      new RegExp(`${new URL(url).host} responded with status 400: .*parse.*; query: max by`),
    );
  },
);

prometheusTest(
  'TLS with a private certificate authority, and credentials from files and the environment',
  async () => {
    let certificate = '';
    const secured = await startPrometheus(clusters[0]!.series, (folder) => {
      const made = makeCertificate(folder, 'server');
      certificate = made.certificate;
      return {
        tls_server_config: { cert_file: made.certificate, key_file: made.key },
        // bcrypt of the password test, at the lowest cost.
        basic_auth_users: { admin: '$2b$04$abcdefghijklmnopqrstuuoD8yw7MmybLKVooaTGGZAt3HXugv2.a' },
      };
    });
    try {
      const { folder, manifest, output } = folderWith(deployment('twin', 'twins'));
      const args = [manifest, '--prometheus', secured.url, '--output', output];
      const trusted = [...args, '--ca-file', certificate];
      const users = { PROMETHEUS_USERNAME: 'admin', PROMETHEUS_PASSWORD: 'test' };
      writeFileSync(join(folder, 'user'), 'admin:test\n');
      writeFileSync(join(folder, 'other'), 'admin:secret-word\n');

      const old = 'apiVersion: prepare-contrast.dev/v1alpha1\nkind: MemoryUsage\nspec: {workloads: []}\n';
      writeFileSync(output, old);
      const untrusted = await runUsage(args, { environment: users });
      assert.equal(untrusted.code, 2);
      assert.match(untrusted.stderr, /certificate of 127\.0\.0\.1:\d+ is not trusted .*--ca-file/);
      const anonymous = await runUsage(trusted);
      assert.match(
        anonymous.stderr,
        /requires credentials \(401\); set --token-file, --basic-auth-file or PROMETHEUS_TOKEN/,
      );
      const rejected = await runUsage([...trusted, '--basic-auth-file', join(folder, 'other')]);
      assert.match(rejected.stderr, /rejected the credentials \(401\)/);
      assert.doesNotMatch(rejected.stderr, /secret-word|YWRtaW46/);
      assert.equal(readFileSync(output, 'utf8'), old);

      for (const [more, environment] of [
        [[], users],
        [['--basic-auth-file', join(folder, 'user')], {}],
        [[], { ...users, SSL_CERT_FILE: certificate }],
      ] as const) {
        const { code, stderr } = await runUsage(
          ['SSL_CERT_FILE' in environment ? args : trusted, more].flat(),
          {
            environment,
          },
        );
        assert.equal(code, 0, stderr);
      }
      assert.equal(readUsageFile(output)!.workloads.length, 1);
    } finally {
      secured.stop();
    }
  },
);
