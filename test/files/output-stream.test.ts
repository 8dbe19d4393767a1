// files --out -: what programs that read one stream are given.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadAll } from 'js-yaml';
import { alone, files, folderWith, pod, program, snapshot } from './workspace.ts';

const SERVICE = '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}}';
const SETTINGS = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {text: last line}';
const CONFIGURATION = `apiVersion: prepare-contrast.dev/v1alpha1
kind: PrepareContrast
metadata: {name: c}
spec: {platform: Metal-QEMU-SNP}
`;

test('all manifests go to stdout as one stream, and nothing else does', () => {
  const content = {
    'm/a.json': SERVICE,
    'm/deep/web.yaml': `\uFEFF${pod('web')}`,
    'm/README.md': '# Shop\n',
    'm/c.yaml': CONFIGURATION,
    'm/settings.yml': SETTINGS,
  };
  const folder = folderWith(content);
  const { status, stdout, stderr } = program(folder, ['files', 'm', '--config', 'm/c.yaml', '--out', '-']);
  assert.equal(status, 0, stderr);
  assert.equal(stdout, `---\n${SERVICE}\n---\n${alone(pod('web'))}---\n${SETTINGS}\n`);
  assert.equal(loadAll(stdout).length, 3);
  assert.match(stderr, /wrote to stdout: 1 prepared file, 2 without changes\n$/);
  assert.deepEqual(snapshot(folder), content);
});

test('a remaining error sets the exit code, and the stream is complete', () => {
  const folder = folderWith({ 'm/web.yaml': pod('web').replace('limits: {memory: 64Mi}', 'limits: {}') });
  const { status, stdout } = files(folder, 'm', '--out', '-');
  assert.equal(status, 1);
  assert.match(stdout, /runtimeClassName: contrast-cc/);
});

test('a dry run prints no manifests', () => {
  const { status, stdout, stderr } = files(
    folderWith({ 'm/web.yaml': pod('web') }),
    'm',
    '--out',
    '-',
    '--dry-run',
  );
  assert.deepEqual([status, stdout], [0, '']);
  assert.match(stderr, /would write to stdout: 1 prepared file, 0 without changes/);
});

/** What a folder holds beside a pod → what is said. */
const LEFT_OUT: [title: string, files: Record<string, string>, says: RegExp][] = [
  ['a manifest cannot be read', { 'm/bad.yaml': 'kind: [' }, /^left out {2}m\/bad\.yaml: /m],
  [
    'there is a list of no kind',
    { 'm/list.yaml': '- kind: Pod\n' },
    /^left out {2}m\/list\.yaml: contains no Kubernetes object/m,
  ],
  [
    'there are values without a kind',
    { 'm/values.yaml': 'foo: bar\n' },
    /^left out {2}m\/values\.yaml: contains an object without "kind"/m,
  ],
  [
    'there is a package.json',
    { 'm/package.json': '{"a":1}' },
    /^left out {2}m\/package\.json: contains an object without "kind"/m,
  ],
  ['there is a chart', { 'm/chart/Chart.yaml': 'name: c\n' }, /^left out {2}m\/chart: is a Helm chart/m],
];

for (const [title, content, says] of LEFT_OUT) {
  test(`a stream that is not whole is not written: ${title}`, () => {
    const folder = folderWith({ 'm/web.yaml': pod('web'), ...content });
    const { status, stdout, stderr } = files(folder, 'm', '--out', '-');
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, says);
    assert.match(stderr, /nothing was written, because files were left out .*--ignore\n$/);
  });
}

test('an empty file and one of comments do not withhold the stream', () => {
  const folder = folderWith({ 'm/web.yaml': pod('web'), 'm/empty.yaml': '', 'm/notes.yaml': '# later\n' });
  const { status, stdout, stderr } = files(folder, 'm', '--out', '-');
  assert.equal(status, 0, stderr);
  assert.equal(loadAll(stdout).filter((object) => object).length, 1);
});

test('a folder that holds only files of this program gives no empty stream', () => {
  const folder = folderWith({ 'm/c.yaml': CONFIGURATION });
  const { status, stdout, stderr } = files(folder, 'm', '--out', '-');
  assert.deepEqual([status, stdout], [2, '']);
  assert.match(stderr, /no manifest to prepare in m/);
});
