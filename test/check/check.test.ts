import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { addressOf } from '../../src/output/sarif.ts';

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
function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'check-'));
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
  assert.equal(checked.match(/^ {2}(?:error|warning) /gm)?.length, 303);
  assert.match(checked, /^Pod shop\/web-100 +576Mi/m);
  const { stderr } = program(PLATFORM, { input });
  assert.match(
    stderr,
    /^… and 103 more, none of them worse than the ones above; -v or --report-file shows them$/m,
  );
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
      'is a link to ../../other.yaml, which is not prepared with it: name that file or folder itself',
    ],
    [
      'm/base',
      `is a kustomization, whose files are only parts of what a cluster gets. Check what kustomize builds: kustomize build m/base | prepare-contrast check - ${flags}`,
    ],
    [
      'm/chart',
      `is a Helm chart, whose templates are no manifests yet. Check what Helm renders: helm template NAME m/chart | prepare-contrast check - ${flags}`,
    ],
  ];
  for (const [path, message] of leftOut)
    assert.ok(text.stdout.includes(`left out  ${path}: ${message}\n`), path);
  const named = leftOut.map(([path, message]) => `left out  ${path}: ${message}\n`).join('');
  for (const how of [['--quiet'], ['--format', 'sarif']]) {
    const { status, stderr } = check('m', ...how);
    assert.deepEqual([status, stderr], [1, named], how.join(' '));
  }
  const annotations = check('m', '--format', 'github', '--report-file', 'found.github');
  assert.match(annotations.stdout, /^::error file=m\/base,title=left out::is a kustomization/m);
  assert.equal(readFileSync(join(folder, 'found.github'), 'utf8'), annotations.stdout);
  const some = check('m', '--ignore', 'base/', '--ignore', 'chart/', '--ignore', 'other.yaml');
  assert.equal(some.status, 0, some.stdout);
  const none = check('m/base');
  assert.deepEqual([none.status, none.stdout], [2, '']);
  assert.match(none.stderr, /m\/base: is a kustomization.*\n.*no \.yaml, \.yml or \.json file in m\/base/);
  assert.match(check('m/a/web.yaml', 'm/a').stderr, /m\/a\/web\.yaml is named twice/);
  const both = program(['check', 'other.yaml', '-', ...PLATFORM], {
    cwd: folder,
    input: prepared(UNPREPARED),
  });
  assert.match(both.stdout, /\(stdin\)|stdin/);
});

test('an error in a file names the file and its own line', () => {
  const folder = folderWith({ 'a.yaml': UNPREPARED, 'b.yaml': 'kind: Pod\nname: {{ .Values.name }}-x\n' });
  const { status, stdout, stderr } = program(['check', '.', ...PLATFORM], { cwd: folder });
  assert.deepEqual([status, stdout], [2, '']);
  assert.match(stderr, /error: b\.yaml: line 2, column \d+: .*looks like a template: render it first/);
  writeFileSync(join(folder, 'b.yaml'), 'kind: Pod\nname: {{ .Values.name }}\n');
  const told = program(['check', '.', ...PLATFORM], { cwd: folder }).stderr;
  assert.match(told, /b\.yaml: line 2, column \d+: this is a template that was not rendered: [^.]*\n$/);
});

test('no file and no such file are wrong usage', () => {
  const folder = folderWith({ 'notes.txt': '' });
  assert.match(
    program(['check', '.', ...PLATFORM], { cwd: folder }).stderr,
    /no \.yaml, \.yml or \.json file in \./,
  );
  const missing = program(['check', 'missing.yaml', ...PLATFORM], { cwd: folder });
  assert.match(missing.stderr, /missing\.yaml cannot be read: there is no such file or folder\n$/);
  assert.equal(missing.status, 2);
  assert.match(
    program(['check', '--format', 'xml', ...PLATFORM], { input: UNPREPARED }).stderr,
    /--format: "xml" is none of text, json, sarif, github/,
  );
});

test('a live cluster: each workload is judged once, by the object that owns it', () => {
  const owned = (owner: string, name: string, kind: string) => ({
    name,
    namespace: 'shop',
    ownerReferences: [
      { apiVersion: owner === 'web' ? 'apps/v1' : 'apps/v1', kind, name: owner, controller: true, uid: 'u' },
    ],
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
          annotations: { 'kubernetes.io/config.mirror': 'x' },
        },
        spec,
      },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web', namespace: 'shop' },
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
  assert.deepEqual([...judged].sort(), ['Deployment web', 'Pod orphan']);
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
  assert.match(shown(['check', 'broken']).join(), /error: broken\/x\\u001B\S*z\.yaml: line 2, column 1: /);
  for (const command of ['check', 'files'])
    assert.match(
      shown([command, 'none', ...(command === 'files' ? ['--diff'] : [])]).join(),
      /none\/base x\\u001B\S*z: is a kustomization/,
      command,
    );
});
