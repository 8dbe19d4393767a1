// A report never replaces anything but a report: if the value of the flag was forgotten, a manifest takes its place.
import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWith, PLATFORM, pod, program, snapshot } from '../files/workspace.ts';
import { assertError } from '../support/assert-error.ts';

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
  '.bashrc': 'alias ll="ls -l"\n',
  id_key: '-----BEGIN OPENSSH PRIVATE KEY-----\n',
  'page.html': '<!doctype html>\n<html lang="en">\n<head>\n<title>Shop</title>\n',
  'other.sarif':
    '{"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [{"tool": {"driver": {"name": "other"}}}]}',
};

const REFUSED: [title: string, args: string[], about: string][] = [
  [
    'a manifest in place of a value',
    ['check', '--report-file', 'm/web.yaml', 'm/service.json'],
    'm/web.yaml',
  ],
  ['a manifest of the folder', ['files', 'm', '--in-place', '--report-file', 'm/web.yaml'], 'm/web.yaml'],
  ['one that cannot be read', ['files', 'm', '--dry-run', '--report-file', 'm/broken.yaml'], 'broken.yaml'],
  ['one in JSON', ['files', 'm', '--dry-run', '--report-file', 'm/service.json'], 'service.json'],
  ['a link to one', ['files', 'm', '--dry-run', '--report-file', 'link.md'], 'link.md'],
  ['one of another name', ['check', 'm', '--report-file', 'pod.txt'], 'pod.txt'],
  ['a script', ['check', 'm', '--report-file', '.bashrc'], '.bashrc'],
  ['a key', ['check', 'm', '--report-file', 'id_key'], 'id_key'],
  ['a page of another program', ['check', 'm', '--report-file', 'page.html'], 'page.html'],
  ['a report of another program', ['check', 'm', '--report-file', 'other.sarif'], 'other.sarif'],
  ['a kustomization', ['check', 'm', '--report-file', 'Kustomization'], 'Kustomization'],
  ['what is to be checked', ['check', 'pod.txt', '--report-file', './pod.txt'], 'is an input file'],
  [
    'the configuration',
    ['--config', 'settings.conf', '--report-file', 'settings.conf'],
    'is the configuration',
  ],
];

for (const [title, args, about] of REFUSED) {
  test(`refused for a report: ${title}`, () => {
    const folder = folderWith(FOLDER);
    symlinkSync('m/web.yaml', join(folder, 'link.md'));
    const before = snapshot(folder);
    const { status, stdout, stderr } = program(folder, [...args, ...PLATFORM], { input: pod('stream') });
    assert.deepEqual([status, stdout], [2, '']);
    assertError(stderr, 'report-target-invalid', about);
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
  'report.junit.xml',
  'report.gitlab.json',
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

  test(`a report replaces the error of an earlier run: ${name}`, () => {
    const folder = folderWith({ 'web.yaml': pod('web') });
    const run = (...args: string[]) => program(folder, ['check', 'web.yaml', '--report-file', name, ...args]);
    assert.equal(run('--platform', 'none').status, 2);
    const { status, stderr } = run(...PLATFORM);
    assert.equal(status, 1, stderr);
  });
}

test('a report replaces the error of an earlier run, which is in its format', () => {
  const folder = folderWith({ 'web.yaml': pod('web') });
  for (const command of [[], ['check', 'web.yaml'], ['files', 'web.yaml', '--dry-run']]) {
    const run = (...args: string[]) =>
      program(folder, [...command, '--report-file', 'report.json', ...args], { input: pod('web') }).status;
    const report = () => JSON.parse(snapshot(folder)['report.json']!);
    assert.equal(run('--platform', 'none'), 2);
    assert.equal(report().error.code, 'config-unknown-platform');
    assert.notEqual(run(...PLATFORM), 2);
    assert.equal(report().error, undefined);
  }
});
