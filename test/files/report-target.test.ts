// A report never replaces what is no report: where the flag's value was forgotten, a manifest is taken for it.
import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWith, PLATFORM, pod, program, snapshot } from './workspace.ts';

const CONFIGURATION = `apiVersion: prepare-contrast.dev/v1alpha1
kind: PrepareContrast
metadata: {name: c}
spec: {platform: Metal-QEMU-SNP}
`;
const FOLDER = {
  'm/web.yaml': pod('web'),
  'm/broken.yaml': 'kind: [',
  'm/service.json': '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}}',
  'settings.conf': CONFIGURATION,
  'pod.txt': pod('text'),
  Kustomization: 'resources: [m/web.yaml]\nkind: Kustomization\n',
};

const REFUSED: [title: string, args: string[], message: RegExp][] = [
  [
    'a manifest in place of a value',
    ['check', '--report-file', 'm/web.yaml', 'm/service.json'],
    /m\/web\.yaml: is there/,
  ],
  [
    'a manifest of the folder',
    ['files', 'm', '--in-place', '--report-file', 'm/web.yaml'],
    /m\/web\.yaml: is there/,
  ],
  [
    'one that cannot be read',
    ['files', 'm', '--dry-run', '--report-file', 'm/broken.yaml'],
    /broken\.yaml: is there/,
  ],
  ['one in JSON', ['files', 'm', '--dry-run', '--report-file', 'm/service.json'], /service\.json: is there/],
  ['a link to one', ['files', 'm', '--dry-run', '--report-file', 'link.md'], /link\.md: is there/],
  [
    'one of another name',
    ['check', 'm', '--report-file', 'pod.txt'],
    /pod\.txt: is there already and holds a manifest/,
  ],
  ['a kustomization', ['check', 'm', '--report-file', 'Kustomization'], /Kustomization: is there/],
  [
    'what is to be checked',
    ['check', 'pod.txt', '--report-file', './pod.txt'],
    /is to be read as a manifest/,
  ],
  [
    'the configuration',
    ['--config', 'settings.conf', '--report-file', 'settings.conf'],
    /is the configuration/,
  ],
];

for (const [title, args, message] of REFUSED) {
  test(`refused for a report: ${title}`, () => {
    const folder = folderWith(FOLDER);
    symlinkSync('m/web.yaml', join(folder, 'link.md'));
    const before = snapshot(folder);
    const { status, stdout, stderr } = program(folder, [...args, ...PLATFORM], { input: pod('stream') });
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, message);
    assert.match(stderr, /which the report would replace; name another file/);
    assert.deepEqual(snapshot(folder), before);
  });
}

for (const name of [
  'report.json',
  'report.yaml',
  'report.txt',
  'report.html',
  'report.md',
  'report.sarif',
  'report.sarif.json',
  'report.github',
]) {
  test(`a report replaces an earlier one, and one that was cut off: ${name}`, () => {
    const folder = folderWith({ 'm/web.yaml': pod('web'), [name]: '' });
    const call = ['files', 'm', '--dry-run', '--report-file', name, ...PLATFORM];
    for (const _ of ['first', 'second']) {
      const { status, stderr } = program(folder, call);
      assert.equal(status, 0, stderr);
    }
    const whole = snapshot(folder)[name]!;
    const cut = folderWith({ 'web.yaml': pod('web'), [name]: whole.slice(0, whole.length / 2) });
    const { status, stderr } = program(cut, ['check', 'web.yaml', '--report-file', name, ...PLATFORM]);
    assert.equal(status, 1, stderr);
    assert.notEqual(snapshot(cut)[name]!.length, Math.floor(whole.length / 2));
  });
}

test('a report replaces the message that an earlier run left in its place', () => {
  const folder = folderWith({});
  const run = (args: string[]) =>
    program(folder, ['--report-file', 'report.json', ...args], { input: pod('web') }).status;
  assert.equal(run(['--platform', 'none']), 2);
  assert.match(snapshot(folder)['report.json']!, /^prepare-contrast: error: /);
  assert.equal(run(PLATFORM), 0);
});
