// With Helm in CI nothing is shown but the report file: what ends a run is in it, in its format.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { validateXML } from 'xmllint-wasm';
import { folderWith, PLATFORM, pod, program } from './files/workspace.ts';

const WRONG: readonly (readonly [title: string, args: string[], error: RegExp, input?: string])[] = [
  ['a misspelt flag', ['--platfrom=x'], /--platfrom: unknown flag; did you mean --platform\?/],
  [
    'a configuration error',
    ['--platform=none'],
    /configuration: --platform: unknown platform ["&quot;]+none/,
  ],
  ['an invalid manifest', PLATFORM, /line \d+, column \d+/, 'a: [\n'],
];

function reportOf(name: string, args: readonly string[], input: string): string {
  const folder = folderWith({ 'web.yaml': pod('web') });
  const call = ['post-render', ...args, `--report-file=${name}`];
  const { status, stdout, stderr } = program(folder, call, { input });
  assert.deepEqual([status, stdout], [2, '']);
  assert.match(stderr, /^prepare-contrast: error\[/);
  return readFileSync(join(folder, name), 'utf8');
}

for (const [title, args, error, input = pod('web')] of WRONG) {
  const report = (name: string) => reportOf(name, args, input);
  test(`${title} is in the report file, in its format`, async () => {
    assert.match(report('r.txt'), error);
    const json = JSON.parse(report('r.json'));
    assert.match(json.error.message, error);
    assert.equal(json.kind, 'Report');
    const { runs } = JSON.parse(report('r.sarif'));
    const [invocation] = runs[0].invocations;
    assert.equal(invocation.executionSuccessful, false);
    assert.match(invocation.toolExecutionNotifications![0].message.text, error);
    assert.match(report('r.github'), /^::error title=[a-z-]+::.+\n$/);
    assert.match(report('r.md'), /^## prepare-contrast: error [a-z-]+\n\n.+\n$/);
    const html = report('r.html');
    assert.match(html, /^<!doctype html>/);
    assert.match(html, error);
    const contents = report('r.xml');
    const { valid } = await validateXML({ xml: [{ fileName: 'r.xml', contents }], normalization: 'format' });
    assert.ok(valid);
    assert.match(contents, /<testsuites name="prepare-contrast" tests="1" failures="0" errors="1">/);
    assert.match(contents, error);
  });
}

test('check and files write their errors into the report file too', () => {
  for (const args of [
    ['check', 'm'],
    ['files', 'm', '--diff'],
    ['check', 'none.yaml'],
    ['check', 'm', '--bogus'],
  ]) {
    const folder = folderWith({ 'm/web.yaml': pod('web') });
    assert.equal(program(folder, [...args, '--report-file', 'r.json']).status, 2);
    assert.ok(JSON.parse(readFileSync(join(folder, 'r.json'), 'utf8')).error, args.join(' '));
  }
});

test('an error never replaces a file that is not a report', () => {
  const folder = folderWith({ 'web.yaml': pod('web'), 'old.json': '{"kind": "ConfigMap"}' });
  for (const name of ['web.yaml', 'old.json']) {
    const before = readFileSync(join(folder, name), 'utf8');
    assert.equal(program(folder, ['post-render', '--bogus', '--report-file', name]).status, 2);
    assert.equal(readFileSync(join(folder, name), 'utf8'), before);
  }
  assert.equal(program(folder, ['--bogus', '--report-file']).status, 2);
  assert.equal(existsSync(join(folder, '--bogus')), false);
});
