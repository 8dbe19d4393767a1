import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { asCheckResult } from '../../src/cli/check.ts';
import { run } from '../../src/engine/run.ts';
import { addressOf } from '../../src/report/formats/sarif.ts';
import { document } from '../config/load.ts';
import { assertError } from '../support/assert-error.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROGRAM = new URL('../../dist/prepare-contrast.cjs', import.meta.url).pathname;
const PLATFORM = ['--platform', 'Metal-QEMU-SNP'];

const UNPREPARED = `# a pod
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
  - name: web
    image: web:1@sha256:0000000000000000000000000000000000000000000000000000000000000000
    resources:
      limits: {memory: 64Mi}
`;

function program(
  args: string[],
  options: { input?: string; cwd?: string; env?: Record<string, string> } = {},
) {
  return spawnSync(process.execPath, [PROGRAM, ...args], {
    encoding: 'utf8',
    ...options,
    env: { ...process.env, ...options.env },
  });
}

function prepared(manifest: string): string {
  return program(PLATFORM, { input: manifest }).stdout;
}

/** A folder with the given files. */
function folderWith(files: Record<string, string | Buffer>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

test('what is not prepared fails, with every missing edit as an error', () => {
  const { status, stdout } = program(['check', ...PLATFORM], { input: UNPREPARED });
  assert.equal(status, 1);
  assert.match(stdout, /error +spec\.runtimeClassName: is not prepared: the pod has no runtimeClassName/);
  assert.match(stdout, /error +spec\.containers\[0\]\.resources\.requests\.memory: is not prepared/);
});

test('a pipe gets every finding of check; messages beside an output have an end and say what shows the rest', () => {
  const input = Array.from({ length: 101 }, (_, index) =>
    UNPREPARED.replace('name: web,', `name: web-${index},`),
  ).join('---\n');
  const checked = program(['check', '-', ...PLATFORM], { input }).stdout;
  assert.doesNotMatch(checked, / more/);
  assert.equal(checked.match(/^ {2}error /gm)?.length, 202);
  // One warning with each of its places.
  assert.match(checked, /^ {2}warning .*\n(?: {11}Pod shop\/web-\d+, spec: web:1\n){101}\n/m);
  assert.match(checked, /^Pod shop\/web-100 +576Mi/m);
  const { stderr } = program(PLATFORM, { input });
  assert.match(stderr, /^… and 3 more of the same or lower severity; -v or --report-file shows them$/m);
  assert.match(stderr, /^… and 1 more workload; -v or --report-file shows them$/m);
  assert.doesNotMatch(program([...PLATFORM, '-v'], { input }).stderr, / more/);
});

test('workloads that are only looked at are called checked, in every format, and not prepared', () => {
  const shown = (format: string) =>
    program(['check', '--format', format, ...PLATFORM], { input: UNPREPARED }).stdout;
  assert.match(shown('text'), /^2 errors, 1 warning, 1 workload checked$/m);
  assert.match(shown('markdown'), /^## prepare-contrast: 2 errors, 1 warning\n\n.*, 1 workload checked\.$/m);
  const { checked, preparedWorkloads } = JSON.parse(shown('json')) as Record<string, unknown>;
  assert.deepEqual({ checked, preparedWorkloads }, { checked: true, preparedWorkloads: 1 });
  assert.doesNotMatch(shown('html'), /<\/strong> changes?</);
});

test('what is prepared passes, and --strict fails on its warnings', () => {
  const input = prepared(UNPREPARED);
  assert.equal(program(['check', ...PLATFORM], { input }).status, 0);
  assert.equal(program(['check', '-', ...PLATFORM], { input }).status, 0);
  assert.equal(program(['check', '--strict', ...PLATFORM], { input }).status, 1);
  const sized = [...PLATFORM, '--images-sizes', '[{image: "web:1", compressed: 1Mi}]'];
  assert.equal(program(['check', '--strict', ...sized], { input }).status, 0);
});

test('a guess that leaves a workload out fails', () => {
  const agent = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec: {template: {spec: {hostPID: true, containers: [{name: a, image: "a:1"}], volumes: [{name: root, hostPath: {path: /}}]}}}
`;
  assert.equal(program(['check', ...PLATFORM], { input: agent }).status, 1);
  const confirmed = program(['check', ...PLATFORM, '--workloads-exclude', '[{name: agent}]'], {
    input: agent,
  });
  assert.equal(confirmed.status, 0, confirmed.stdout);
});

test('files of a folder are judged together, and each finding names its file and line', () => {
  const folder = folderWith({
    'manifests/web.yaml': UNPREPARED,
    'manifests/limits.yml':
      'apiVersion: v1\nkind: LimitRange\nmetadata: {name: l, namespace: shop}\nspec: {limits: [{type: Container, max: {memory: 32Mi}}]}\n',
    'manifests/notes.txt': 'kind: Pod',
    'manifests/.hidden.yaml': 'kind: [',
  });
  const { status, stdout } = program(['check', 'manifests', '--format', 'json', ...PLATFORM], {
    cwd: folder,
  });
  assert.equal(status, 1);
  const { results } = JSON.parse(stdout) as { results: { tags: { rule: string }; location: object }[] };
  const found = (rule: string) => results.find(({ tags }) => tags.rule === rule);
  assert.deepEqual(found('runtime-class')?.location, {
    file: join('manifests', 'web.yaml'),
    line: 5,
    column: 1,
  });
  assert.deepEqual(found('memory-request')?.location, {
    file: join('manifests', 'web.yaml'),
    line: 9,
    column: 5,
  });
  assert.ok(found('limit-range'), 'the LimitRange of the other file is known');
});

test('folders are read as files reads them, and what is left out is named and fails', () => {
  const folder = folderWith({
    'm/a/.krmignore': 'left.yaml\n',
    'm/a/left.yaml': UNPREPARED,
    'm/a/web.yaml': prepared(UNPREPARED),
    'm/base/kustomization.yaml': 'resources: [web.yaml]\n',
    'm/base/web.yaml': UNPREPARED,
    'm/chart/Chart.yaml': 'name: c\n',
    'm/chart/templates/web.yaml': 'name: {{ .Values.name }}-x\n',
    'other.yaml': UNPREPARED,
  });
  symlinkSync('web.yaml', join(folder, 'm/a/again.yaml'));
  symlinkSync('../../other.yaml', join(folder, 'm/a/other.yaml'));
  const check = (...args: string[]) => program(['check', ...args, ...PLATFORM], { cwd: folder });
  assert.equal(check('m/a/web.yaml').status, 0);
  const text = check('m');
  assert.equal(text.status, 1);
  assert.match(text.stdout, /^Pod shop\/web$/m);
  assert.doesNotMatch(text.stdout, /is not prepared:/);
  const flags = PLATFORM.join(' ');
  const leftOut: [path: string, message: string][] = [
    [
      'm/a/other.yaml',
      'is a symbolic link to ../../other.yaml, which is not part of this run; name the target itself',
    ],
    [
      'm/base',
      `is a kustomization, which must be built first. Check the output of kustomize: kustomize build m/base | prepare-contrast check - ${flags}`,
    ],
    [
      'm/chart',
      `is a Helm chart, whose templates must be rendered first. Check the output of Helm: helm template NAME m/chart | prepare-contrast check - ${flags}`,
    ],
  ];
  for (const [path, message] of leftOut)
    assert.ok(text.stdout.includes(`left out  ${path}: ${message}\n`), path);
  const named = leftOut.map(([path, message]) => `left out  ${path}: ${message}\n`).join('');
  for (const [hint, ...how] of [
    ['run without --quiet to see them', '--quiet'],
    ['see the report', '--format', 'sarif'],
  ]) {
    const { status, stderr } = check('m', ...how);
    const verdict = `prepare-contrast: not ready: 1 warning in Pod shop/web, 3 unprepared files; ${hint}\n`;
    assert.deepEqual([status, stderr], [1, `${named}${verdict}`], how.join(' '));
  }
  const annotations = check('m', '--format', 'github', '--report-file', 'found.github');
  assert.match(annotations.stdout, /^::error file=m\/base,title=left out::is a kustomization/m);
  assert.equal(readFileSync(join(folder, 'found.github'), 'utf8'), annotations.stdout);
  const some = check('m', '--ignore', 'base/', '--ignore', 'chart/', '--ignore', 'other.yaml');
  assert.equal(some.status, 0, some.stdout);
  const none = check('m/base');
  assert.deepEqual([none.status, none.stdout], [2, '']);
  assertError(none.stderr, 'file-not-rendered', 'm/base: ');
  assertError(check('m/a/web.yaml', 'm/a').stderr, 'file-collision', 'm/a/web.yaml');
  const both = program(['check', 'other.yaml', '-', ...PLATFORM], {
    cwd: folder,
    input: prepared(UNPREPARED),
  });
  assert.match(both.stdout, /\(stdin\)|stdin/);
});

test('an error in the only file names the file and its own line', () => {
  const folder = folderWith({ 'b.yaml': 'kind: Pod\nname: {{ .Values.name }}-x\n' });
  const { status, stdout, stderr } = program(['check', '.', ...PLATFORM], { cwd: folder });
  assert.deepEqual([status, stdout], [2, '']);
  assertError(stderr, 'template-not-rendered', 'b.yaml: line 2, column ');
  writeFileSync(join(folder, 'b.yaml'), 'kind: Pod\nname: {{ .Values.name }}\n');
  const output = program(['check', '.', ...PLATFORM], { cwd: folder }).stderr;
  assert.match(output, /error\[template-not-rendered\]: b\.yaml: line 2, column \d+: [^.]*\n$/);
});

test('files that cannot be read are named with the cause and fail the run, and the others are checked', () => {
  const folder = folderWith({
    'a.yaml': 'kind: [\n',
    'b.yaml': prepared(UNPREPARED),
    'c.yaml': Buffer.from([0xff, 0x41]),
    'd.yaml': 'kind: Pod\nname: {{ .Values.name }}-x\n',
    'values.json': '[1, 2]\n',
  });
  const { status, stdout } = program(['check', '.', ...PLATFORM], { cwd: folder });
  assert.equal(status, 1);
  const leftOut = [...stdout.matchAll(/^left out {2}(\S+): (.*)$/gm)].map(([, file, cause]) => [file, cause]);
  assert.deepEqual(
    leftOut.map(([file]) => file),
    ['c.yaml', 'a.yaml', 'd.yaml'],
  );
  assert.match(leftOut[0]![1]!, /UTF-8/);
  assert.match(leftOut[1]![1]!, /^line 2, column 1: /);
  assert.match(leftOut[2]![1]!, /^line 2, column \d+: .*looks like a template: render it first/);
  assert.match(stdout, /^Pod shop\/web$/m);
  assert.match(stdout, /^Not ready:\n {2}- 3 files could not be prepared$/m);
  const quiet = program(['check', '.', '-q', ...PLATFORM], { cwd: folder });
  assert.deepEqual([quiet.status, quiet.stdout], [1, '']);
  assert.match(quiet.stderr, /3 unprepared files; run without --quiet/);
  const json = JSON.parse(program(['check', '.', '-ojson', ...PLATFORM], { cwd: folder }).stdout);
  assert.deepEqual(
    json.leftOut.map(({ file }: { file: string }) => file),
    ['c.yaml', 'a.yaml', 'd.yaml'],
  );
  const none = program(['check', 'a.yaml', 'd.yaml', ...PLATFORM], { cwd: folder });
  assert.deepEqual([none.status, none.stdout], [2, '']);
  assert.match(none.stderr, /a\.yaml: line 2[^\n]*\nd\.yaml: line 2/);
});

test('short flags are those of neighboring tools, and give what the long ones give', () => {
  const configuration = document('platform: Metal-QEMU-SNP');
  const folder = folderWith({ 'web.yaml': UNPREPARED, 'own.yaml': JSON.stringify(configuration) });
  const check = (...args: string[]) => program(['check', ...args], { cwd: folder });
  const long = check('web.yaml', '--format', 'json', '--config', 'own.yaml');
  assert.equal(long.status, 1, long.stderr);
  const short = check('-f', 'web.yaml', '-o', 'json', '-c', 'own.yaml');
  assert.deepEqual([short.status, short.stdout], [1, long.stdout]);
  const stream = program(['check', '-f', '-', '-c', 'own.yaml', '-q'], { cwd: folder, input: UNPREPARED });
  assert.deepEqual([stream.status, stream.stdout], [1, '']);
  assert.match(stream.stderr, /^prepare-contrast: not ready: 2 errors, 1 warning in Pod shop\/web; /);
  assert.equal(program(['-V']).stdout, program(['version']).stdout);
});

test('a file in UTF-16 is converted, and that is reported', () => {
  const folder = folderWith({});
  writeFileSync(join(folder, 'web.yaml'), Buffer.from(`\ufeff${UNPREPARED}`, 'utf16le'));
  const { status, stdout } = program(['check', 'web.yaml', ...PLATFORM], { cwd: folder });
  assert.equal(status, 1);
  assert.match(stdout, /the input is encoded in UTF-16 \(web\.yaml\) and was converted to UTF-8/);
});

test('no file and no such file are invalid usage', () => {
  const folder = folderWith({ 'notes.txt': '' });
  assertError(program(['check', '.', ...PLATFORM], { cwd: folder }).stderr, 'no-manifests');
  const missing = program(['check', 'missing.yaml', ...PLATFORM], { cwd: folder });
  assertError(missing.stderr, 'file-unreadable', 'missing.yaml');
  assert.equal(missing.status, 2);
  const unknown = program(['check', '--format', 'xml', ...PLATFORM], { input: UNPREPARED });
  assertError(unknown.stderr, 'usage-unknown-name', 'text, json, sarif, github');
});

test('a live cluster: each workload is judged once, by the object that owns it', () => {
  const owned = (owner: string, name: string, kind: string) => ({
    name,
    namespace: 'shop',
    uid: `uid of ${name}`,
    resourceVersion: '1',
    ownerReferences: [{ apiVersion: 'apps/v1', kind, name: owner, controller: true, uid: `uid of ${owner}` }],
  });
  const spec = { containers: [{ name: 'web', image: 'web:1' }] };
  const list = {
    apiVersion: 'v1',
    kind: 'List',
    items: [
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: owned('web-1', 'web-1-a', 'ReplicaSet'),
        spec,
        status: { phase: 'Running' },
      },
      { apiVersion: 'v1', kind: 'Pod', metadata: owned('gone', 'orphan', 'ReplicaSet'), spec },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: 'kube-apiserver',
          namespace: 'kube-system',
          resourceVersion: '1',
          annotations: { 'kubernetes.io/config.mirror': 'x' },
        },
        spec,
      },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web', namespace: 'shop', uid: 'uid of web' },
        spec: { template: { spec } },
      },
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: owned('web', 'web-1', 'Deployment'),
        spec: { template: { spec } },
      },
    ],
  };
  const { stdout } = program(['check', '--format', 'json', ...PLATFORM], { input: JSON.stringify(list) });
  const { results } = JSON.parse(stdout) as { results: { resourceRef?: { kind: string; name: string } }[] };
  const judged = new Set(
    results.flatMap(({ resourceRef }) => (resourceRef ? [`${resourceRef.kind} ${resourceRef.name}`] : [])),
  );
  assert.deepEqual([...judged].sort(), ['Deployment web', 'Pod kube-apiserver', 'Pod orphan']);
});

test('addresses in SARIF have slashes, whatever the system has', () => {
  assert.equal(addressOf('deploy\\web app.yaml', '\\'), 'deploy/web%20app.yaml');
  assert.equal(addressOf('../deploy/web.yaml', '/'), '../deploy/web.yaml');
});

test('SARIF is valid by its schema and points to the lines', () => {
  const name = 'a:b/web #1? 100%.yaml';
  const folder = folderWith({ [name]: UNPREPARED });
  const { stdout } = program(
    ['check', name, '--format', 'sarif', '--report-file', 'report.sarif', ...PLATFORM],
    { cwd: folder },
  );
  const log = JSON.parse(stdout) as {
    runs: [{ results: [{ ruleId: string; locations: [{ physicalLocation: object }] }] }];
  };
  assert.equal(readFileSync(join(folder, 'report.sarif'), 'utf8'), stdout);
  // The schema is of JSON Schema draft 4, whose `id` later drafts call `$id`.
  const file = createRequire(import.meta.url).resolve(
    '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
  );
  const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(file, 'utf8'));
  const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false });
  assert.ok(ajv.validate(schema, log), ajv.errorsText());
  const [result] = log.runs[0].results;
  assert.equal(result.ruleId, 'runtime-class');
  assert.deepEqual(result.locations[0].physicalLocation, {
    artifactLocation: { uri: 'a%3Ab/web%20%231%3F%20100%25.yaml' },
    region: { startLine: 5, startColumn: 1 },
  });
});

test('GitHub annotations escape what would end them', () => {
  const folder = folderWith({ 'a,b.yaml': UNPREPARED });
  const { stdout } = program(['check', 'a,b.yaml', '--format', 'github', ...PLATFORM], { cwd: folder });
  const [first] = stdout.split('\n');
  assert.match(
    first!,
    /^::error file=a%2Cb\.yaml,line=5,col=1,title=runtime-class::Pod shop\/web, spec\.runtimeClassName: is not prepared: /,
  );
});

/** ESC, a C1 control, a bidirectional override and the end of a line, and what is shown in their place. */
const HOSTILE = 'x\u001b[31m\u009b2J\u202Ey\nz';
const SHOWN = 'x\\u001B[31m\\u009B2J\\u202Ey\\u000Az';
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\x00-\x09\x0B-\x1F\x7F-\x9F\u202A-\u202E\u2066-\u2069]/;

test('no name of a manifest or file reaches a terminal or the log of a workflow as it is', () => {
  const named = UNPREPARED.replace('name: web,', `name: ${JSON.stringify(HOSTILE)},`);
  const folder = folderWith({
    [`m/${HOSTILE}.yaml`]: named,
    [`m/base ${HOSTILE}/kustomization.yaml`]: '',
    [`broken/${HOSTILE}.yaml`]: 'a: [',
    [`none/base ${HOSTILE}/kustomization.yaml`]: '',
  });
  const shown = (args: string[]) => {
    const { stdout, stderr } = program([...args, ...PLATFORM], { cwd: folder });
    const text = stdout + stderr;
    assert.doesNotMatch(text, CONTROL);
    return text.split('\n').filter((line) => line.includes(SHOWN));
  };
  const annotations = shown(['check', 'm', '--format', 'github']);
  assert.ok(annotations.some((line) => line.includes(`::Pod shop/${SHOWN}`)));
  assert.ok(annotations.some((line) => line.startsWith(`::error file=m/base ${SHOWN},title=left out::`)));
  assert.ok(
    shown(['check', 'm']).some((line) => line.startsWith(`left out  m/base ${SHOWN}: is a kustomization`)),
  );
  assert.match(
    shown(['check', 'broken']).join(),
    /error\[yaml-syntax\]: broken\/x\\u001B\S*z\.yaml: line 1, column 6: /,
  );
  for (const command of ['check', 'files'])
    assert.match(
      shown([command, 'none', ...(command === 'files' ? ['--diff'] : [])]).join(),
      /none\/base x\\u001B\S*z: is a kustomization/,
      command,
    );
});

test('pods that nobody prepares fail, unless the configuration accepts them by kind, name or namespace', () => {
  const cluster =
    'apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: customers, namespace: shop}\nspec: {instances: 3}\n';
  const rollout =
    'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: payments, namespace: shop}\nspec: {template: {spec: {containers: [{name: a, image: b}]}}}\n';
  const check = (manifest: string, exclude?: string) => {
    const spec = `platform: Metal-QEMU-SNP\nworkloads: {exclude: [${exclude ?? ''}]}`;
    const { failed, results } = asCheckResult(run(manifest, { configuration: document(spec) }), false);
    const own = results.filter(({ rule }) => rule === 'generated-pods');
    return { failed, severities: own.map(({ severity }) => severity) };
  };
  for (const manifest of [cluster, rollout]) {
    assert.deepEqual(check(manifest), { failed: true, severities: ['error'] });
    const kind = manifest === cluster ? 'Cluster' : 'Rollout';
    for (const matcher of [`{kind: ${kind}}`, '{name: "*s"}', '{namespace: shop}'])
      assert.deepEqual(check(manifest, matcher), { failed: false, severities: ['info'] });
    assert.deepEqual(check(manifest, '{namespace: other}'), { failed: true, severities: ['error'] });
  }
});
