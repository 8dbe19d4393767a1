// `--severity` and `results.minSeverity`: which results each format lists, while counts and exit codes are those of all results.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWith, PLATFORM, pod, program } from '../files/workspace.ts';

/** An error (no limit), a warning (unknown image size) and remarks (VM size, changes). */
const MANIFEST = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  runtimeClassName: contrast-cc
  containers:
  - {name: web, image: "web:1@sha256:${'0'.repeat(64)}"}
  volumes: [{name: v, emptyDir: {}}]
`;
const ERROR = /container "web" has no memory limit/;
const WARNING = /size of web:1@sha256:0+ is unknown/;

const folder = folderWith({ 'web.yaml': MANIFEST, 'ready.yaml': pod('ready') });
const check = (format: string, ...args: string[]) =>
  program(folder, ['check', 'web.yaml', '-o', format, ...PLATFORM, ...args]);

for (const format of ['text', 'json', 'sarif', 'github', 'markdown', 'html', 'junit']) {
  test(`${format} lists only results of the severity or higher, and the exit code stays`, () => {
    const all = check(format);
    const errors = check(format, '--severity', 'error');
    const unlisted = /Only results of severity error or higher are listed/;
    assert.deepEqual([all.status, errors.status], [1, 1]);
    assert.match(all.stdout.replaceAll('&quot;', '"').replaceAll('\\"', '"'), ERROR);
    assert.match(all.stdout, WARNING);
    assert.match(errors.stdout.replaceAll('&quot;', '"').replaceAll('\\"', '"'), ERROR);
    assert.doesNotMatch(errors.stdout, WARNING);
    if (['text', 'markdown', 'html'].includes(format)) assert.match(errors.stdout, unlisted);
    assert.doesNotMatch(all.stdout, unlisted);
  });
}

test('counts, the verdict and --strict are those of all results', () => {
  const countsOf = (text: string) => (JSON.parse(text) as { counts: unknown; minSeverity?: string }).counts;
  const errors = check('json', '--severity=error').stdout;
  assert.deepEqual(countsOf(errors), countsOf(check('json').stdout));
  assert.equal(JSON.parse(errors).minSeverity, 'error');
  assert.match(
    check('text', '--severity', 'error').stdout,
    /^\d errors?, \d+ warnings?, 1 workload checked$/m,
  );
  const prepared = program(folder, PLATFORM, { input: pod('ready') }).stdout;
  const strict = program(folder, ['check', '-', '--strict', '--severity', 'error', ...PLATFORM], {
    input: prepared,
  });
  assert.equal(strict.status, 1);
  assert.doesNotMatch(strict.stdout, WARNING);
});

test('the setting does the same as the flag, for streams and report files too', () => {
  const run = (...args: string[]) =>
    program(folder, ['--report-file', 'report.sarif', ...args, ...PLATFORM], { input: MANIFEST });
  const levels = () => {
    const [{ results }] = JSON.parse(readFileSync(join(folder, 'report.sarif'), 'utf8')).runs;
    return new Set(results.map(({ level }: { level: string }) => level));
  };
  assert.equal(run().status, 1);
  assert.deepEqual(levels(), new Set(['error', 'warning', 'note']));
  const set = run('--results-min-severity', 'warning');
  assert.deepEqual(levels(), new Set(['error', 'warning']));
  const short = run('--severity', 'warning');
  assert.equal(short.stderr, set.stderr);
  assert.match(short.stderr, /^Only results of severity warning or higher are listed$/m);
  assert.match(
    run('--severity', 'eror').stderr,
    /--severity: "eror" is not valid; allowed: info, warning, error/,
  );
});

test('check counts the errors that preparing fixes', () => {
  const verdict = program(folder, ['check', 'ready.yaml', ...PLATFORM]).stdout;
  assert.match(verdict, /^Not ready:\n {2}- 2 errors remain\n {2}- preparing fixes 2 of 2 errors$/m);
  const { counts, fixable, verdict: data } = JSON.parse(check('json').stdout);
  assert.deepEqual([counts.errors > fixable, data.status], [true, 'not ready']);
  for (const format of ['json', 'markdown', 'html'])
    assert.match(
      program(folder, ['check', 'ready.yaml', '-o', format, ...PLATFORM]).stdout,
      /preparing fixes 2 of 2 errors/,
      format,
    );
});
