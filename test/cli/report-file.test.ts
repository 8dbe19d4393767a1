import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { files, folderWith, PLATFORM, pod, program } from '../files/workspace.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../function-config/report-schema.json', import.meta.url), 'utf8'),
);
const validate = new Ajv({ allErrors: true, strictRequired: false }).compile(schema);

const manifests = {
  'm/web.yaml': pod('web'),
  'm/agent.yaml': `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  template:
    spec:
      initContainers: [{name: i, image: "busybox:1", restartPolicy: Always, resources: {limits: {memory: 8Mi}}}]
      containers: [{name: agent, image: "a:1", resources: {limits: {memory: 100Mi, cpu: "2"}}}]
      volumes: [{name: data, persistentVolumeClaim: {claimName: c}}]
`,
  'm/broken.yaml': 'kind: [ # `<b>`\n',
};

/** Every way to get a report as JSON. */
const JSON_REPORTS: Record<string, (folder: string) => string> = {
  'files --report-file': (folder) => {
    files(folder, 'm', '--dry-run', '--report-file', 'report.json');
    return readFileSync(join(folder, 'report.json'), 'utf8');
  },
  'check --format json': (folder) =>
    program(folder, ['check', 'm/web.yaml', 'm/agent.yaml', '--format', 'json', ...PLATFORM]).stdout,
  'a stream with --report-file': (folder) => {
    program(folder, ['--report-file', 'report.json', ...PLATFORM], { input: manifests['m/agent.yaml'] });
    return readFileSync(join(folder, 'report.json'), 'utf8');
  },
  'nothing to report': (folder) =>
    program(folder, ['check', '--format', 'json', ...PLATFORM], {
      input: 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\n',
    }).stdout,
};

for (const [title, report] of Object.entries(JSON_REPORTS)) {
  test(`JSON is as its schema says: ${title}`, () => {
    const data = JSON.parse(report(folderWith(manifests)));
    assert.ok(validate(data), JSON.stringify(validate.errors, null, 2));
  });
}

test('the schema names every field, so that a new one is added to it', () => {
  const closed = JSON.parse(JSON.stringify(schema), (_, value) =>
    value?.properties && !('additionalProperties' in value)
      ? { ...value, additionalProperties: false }
      : value,
  );
  const strict = new Ajv({ allErrors: true, strictRequired: false }).compile(closed);
  for (const report of Object.values(JSON_REPORTS))
    assert.ok(strict(JSON.parse(report(folderWith(manifests)))), JSON.stringify(strict.errors, null, 2));
});

test('JSON holds counts, costs, places, and what was left out', () => {
  const folder = folderWith(manifests);
  const report = JSON.parse(JSON_REPORTS['files --report-file']!(folder));
  assert.equal(report.leftOut.length, 1);
  assert.equal(report.leftOut[0].file, 'm/broken.yaml');
  const web = report.workloads.find(({ name }: { name: string }) => name === 'web');
  assert.deepEqual(
    [web.vmMiB, web.guestMiB, web.unpreparedMiB, web.replicas, web.vcpus],
    [576, 512, 64, 1, 1],
  );
  const agent = report.workloads.find(({ name }: { name: string }) => name === 'agent');
  assert.equal('replicas' in agent, false);
  assert.deepEqual(
    agent.containers.map(({ role, limitMiB }: { role: string; limitMiB: number }) => [role, limitMiB]),
    [
      ['sidecar', 8],
      ['main', 100],
    ],
  );
  assert.deepEqual(report.totals, {
    pods: 2,
    vcpus: 4,
    unpreparedCpus: 2,
    unpreparedMiB: 172,
    nodeMiB: 746 + 790,
  });
  assert.deepEqual(
    report.namespaces.map(({ namespace, nodeMiB }: Record<string, unknown>) => [namespace, nodeMiB]),
    [
      ['', 790],
      ['shop', 746],
    ],
  );
  assert.deepEqual(report.nodes, [{ memoryMiB: 4096, unpreparedNodes: 1, nodes: 1, tooLarge: [] }]);
  const { results, counts } = report;
  const changed = results.filter((result: { changed: boolean }) => result.changed);
  assert.equal(counts.changes, changed.length);
  assert.equal(
    counts.errors,
    results.filter(({ severity }: { severity: string }) => severity === 'error').length,
  );
  const request = changed.find(({ field }: { field: { path: string } }) =>
    /requests\.memory/.test(field.path),
  );
  assert.match(request.location.file, /^m\//);
  assert.match(request.problem, /memory request/);
});

test('Markdown holds the same', () => {
  const folder = folderWith(manifests);
  files(folder, 'm', '--dry-run', '--report-file', 'report.md');
  const text = readFileSync(join(folder, 'report.md'), 'utf8');
  assert.match(text, /^## prepare-contrast: \d+ errors?, \d+ warnings? in \d+ places, \d+ changes$/m);
  assert.match(text, /^- \*\*left out\*\* `m\/broken\.yaml`: line \d/m);
  assert.match(
    text,
    /^\*\*1\.\d GiB\*\* of node memory and 4 vCPUs for 2 pods: \*\*\+\d\.\d GiB\*\* against \d+ MiB/m,
  );
  assert.match(text, /^\| shop \| 1 \| 1 \| 64 MiB \| 746 MiB \| \+682 MiB \|$/m);
  assert.match(text, /^\| 4 GiB \| 1 \| 1 \| 0 \|$/m);
  assert.match(text, /^\| Pod shop\/web \| 1 \| 1 \| 64 \| 0 \| 512 \| 576 \| 746 \| 64 \| \+682 \|$/m);
  assert.match(text, /^\| DaemonSet agent \| each node \| /m);
  assert.match(text, /<details><summary>Pod shop\/web: 2 changes<\/summary>/);
  assert.match(text, /^\| `spec\.containers\[0\]\.resources\.requests\.memory` \| – \| `64Mi` \|/m);
  assert.match(text, /`m\/agent\.yaml:\d+`/);
});

test('Markdown fits into a comment, however much there is to say', () => {
  const many = Object.fromEntries(
    Array.from({ length: 400 }, (_, index) => [`m/${index}.yaml`, pod(`p${index}`)]),
  );
  const folder = folderWith(many);
  files(folder, 'm', '--dry-run', '--report-file', 'report.md');
  const text = readFileSync(join(folder, 'report.md'), 'utf8');
  assert.ok(text.length < 65_536);
  assert.match(text, /^## prepare-contrast: 0 errors, 1 warning in 400 places, 800 changes$/m);
  // What it costs comes before what fills the rest.
  assert.match(text, /^\| shop \| 400 \| 400 \| /m);
  assert.match(text, /^… and 300 workloads that take less$/m);
  assert.match(text, /^… and \d+ parts more than a comment holds/m);
});

test('commands that write no report leave the report of an earlier run alone', () => {
  const folder = folderWith({ 'web.yaml': pod('web') });
  const env = { ...process.env, PREPARE_CONTRAST_REPORT_FILE: 'report.json' };
  program(folder, ['check', 'web.yaml', ...PLATFORM], { env });
  const report = readFileSync(join(folder, 'report.json'), 'utf8');
  assert.equal(program(folder, ['explain', 'nothing-like-that'], { env }).status, 2);
  assert.equal(readFileSync(join(folder, 'report.json'), 'utf8'), report);
});
