import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { load } from 'js-yaml';
import { liveRules } from '../../src/rules/live-results.ts';
import type { ErrorCode } from '../../src/util/error-codes.ts';
import { assertError } from '../support/assert-error.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROGRAM = new URL('../../dist/prepare-contrast.cjs', import.meta.url).pathname;
const CASES = new URL('../compare/cases/', import.meta.url).pathname;
const root = new URL('../../', import.meta.url);

function compare(args: readonly string[], input = '') {
  return spawnSync(process.execPath, [PROGRAM, 'compare', ...args], { encoding: 'utf8', input });
}

const filesOf = (name: string) => `${CASES}${name}/files.yaml`;
const liveOf = (name: string) => `${CASES}${name}/live.yaml`;

/** Compares the case of that name. */
const ofCase = (name: string, ...more: string[]) => compare([filesOf(name), '--live', liveOf(name), ...more]);

test('live objects as they were prepared succeed, and differences fail', () => {
  const same = ofCase('same');
  assert.equal(same.status, 0, same.stderr);
  assert.match(same.stdout, /^0 errors, 0 warnings.* 2 live pods of 1 workload compared$/m);
  const other = ofCase('another-policy');
  assert.equal(other.status, 1);
  assert.match(other.stdout, /^ {2}error +spec\.template\.metadata\.annotations.* \[live-initdata\]$/m);
});

test('a warning fails only with --strict', () => {
  assert.equal(ofCase('nothing-to-compare').status, 0);
  assert.equal(ofCase('nothing-to-compare', '--strict').status, 1);
});

test('either side can be stdin, and the live side JSON or several files', () => {
  const live = readFileSync(liveOf('pods-alone'), 'utf8');
  const expected = ofCase('pods-alone').stdout;
  assert.match(expected, /6 pods/);
  assert.equal(compare([filesOf('pods-alone'), '--live', '-'], live).stdout, expected);
  assert.equal(compare([filesOf('pods-alone'), '--live', '-'], JSON.stringify(load(live))).stdout, expected);
  const files = readFileSync(filesOf('pods-alone'), 'utf8');
  assert.equal(compare(['-', '--live', liveOf('pods-alone')], files).stdout, expected);
  const twice = compare([
    filesOf('pods-alone'),
    ...['--live', liveOf('pods-alone')],
    ...['--live', liveOf('secret-values')],
  ]);
  assert.match(twice.stdout, /^.* 7 live pods of 1 workload compared$/m);
});

test('the live side can be in the encodings that PowerShell writes', () => {
  const live = `\uFEFF${readFileSync(liveOf('pods-alone'), 'utf8')}`;
  const file = join(temporaryFolder(), 'live.yaml');
  for (const bytes of [
    Buffer.from(live),
    Buffer.from(live, 'utf16le'),
    Buffer.from(live, 'utf16le').swap16(),
  ]) {
    writeFileSync(file, bytes);
    const { stdout, stderr } = compare([filesOf('pods-alone'), '--live', file]);
    assert.equal(stdout, ofCase('pods-alone').stdout, stderr);
  }
});

test('arguments that cannot work are refused', () => {
  const files = filesOf('same');
  const refused: [args: string[], code: ErrorCode, about?: string][] = [
    [['--live', liveOf('same')], 'usage-missing-argument', 'files or folders'],
    [[files], 'usage-missing-argument', '--live'],
    [['-', '--live', '-'], 'usage-conflict'],
    [[files, '--live', '/absent.yaml'], 'file-unreadable', '--live /absent.yaml: '],
    [[files, '--live', liveOf('same'), '--platform', 'Metal-QEMU-SNP'], 'usage-unknown-flag', '--platform'],
    [[files, '--live', liveOf('same'), '--format', 'pdf'], 'usage-unknown-name', '"pdf"'],
  ];
  for (const [args, code, about] of refused) {
    const { status, stderr, stdout } = compare(args);
    assertError(stderr, code, about);
    assert.equal(status, 2, stderr);
    assert.equal(stdout, '');
  }
});

test('a file that cannot be read is named with its line, on either side', () => {
  const folder = temporaryFolder();
  const broken = join(folder, 'broken.yaml');
  writeFileSync(broken, 'apiVersion: v1\nkind: Pod\nmetadata: {name: [\n');
  const live = compare([filesOf('same'), '--live', broken]);
  assert.equal(live.status, 2);
  assertError(live.stderr, 'yaml-syntax', 'broken.yaml: line ');
  const both = compare([filesOf('same'), broken, '--live', liveOf('same')]);
  assert.equal(both.status, 1);
  assert.match(both.stdout, /^left out {2}\S*broken\.yaml: line \d+/m);
});

test('a live side that is not the output of kubectl get ends the run, also beside one that is', () => {
  const table = 'NAME        READY   STATUS    RESTARTS   AGE\nweb-abc-1   1/1     Running   0          3d\n';
  const cases: [text: string, code: ErrorCode][] = [
    ['', 'input-empty'],
    ['\uFEFF \n', 'input-empty'],
    ['No resources found\n', 'not-an-object'],
    ['pod/web-abc-1\ndeployment.apps/web\n', 'not-an-object'],
    ['error: You must be logged in to the server (Unauthorized)\n', 'not-an-object'],
    [table, 'not-an-object'],
  ];
  const file = join(temporaryFolder(), 'live.txt');
  for (const [text, code] of cases) {
    writeFileSync(file, text);
    for (const live of [
      ['--live', '-'],
      ['--live', file],
      ['--live', file, '--live', liveOf('same')],
      ['--live', liveOf('same'), '--live', file],
    ]) {
      const { status, stdout, stderr } = compare([filesOf('same'), ...live], text);
      assert.deepEqual([status, stdout], [2, ''], stderr);
      assertError(stderr, code);
    }
  }
  assertError(compare(['-', '--live', liveOf('same')]).stderr, 'input-empty');
  writeFileSync(file, 'apiVersion: v1\nitems: []\nkind: List\nmetadata: {resourceVersion: ""}\n');
  assert.equal(compare([filesOf('same'), '--live', file, '--live', liveOf('same')]).status, 0);
});

test('aliases that expand without bound end the run', () => {
  const levels = Array.from(
    { length: 30 },
    (_, n) => `  a${n}: &a${n} [${n === 0 ? 'x' : `*a${n - 1}, *a${n - 1}`}]`,
  );
  const files = readFileSync(filesOf('same'), 'utf8').replace(
    '      containers:',
    `      x:\n${levels.map((line) => `      ${line}`).join('\n')}\n      containers:`,
  );
  const { status, stderr } = compare(['-', '--live', liveOf('same')], files);
  assert.equal(status, 2);
  assertError(stderr, 'yaml-alias');
});

test('every format shows the findings, and JSON follows its schema', () => {
  const validate = new Ajv({ strict: false }).compile(
    JSON.parse(readFileSync(new URL('function-config/report-schema.json', root), 'utf8')),
  );
  const report = JSON.parse(ofCase('events', '--format', 'json').stdout) as {
    comparedPods: number;
    results: { tags: Record<string, string>; location: { file: string } }[];
  };
  assert.ok(validate(report), JSON.stringify(validate.errors));
  assert.equal(report.comparedPods, 2);
  const { results } = report;
  assert.ok(results.every(({ tags }) => tags.rule === 'live-event'));
  assert.ok(results.every(({ location }) => location.file === filesOf('events')));
  const sarif = JSON.parse(ofCase('events', '--format', 'sarif').stdout);
  assert.equal(sarif.runs[0].tool.driver.rules[0].shortDescription.text, summaryOf('live-event'));
  assert.match(ofCase('events', '--format', 'github').stdout, /^::error file=.*title=live-event::/m);
  assert.match(ofCase('events', '--format', 'markdown').stdout, /2 live pods of 2 workloads compared/);
  assert.match(ofCase('events', '--format', 'html').stdout, /live-event/);
  assert.match(ofCase('events', '--format', 'junit').stdout, /<failure message="\d+ errors"/);
});

function summaryOf(id: string): string | undefined {
  return liveRules.find((rule) => rule.id === id)?.summary;
}

test('the report file has what stdout has, and does not overwrite the live side', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'report.json');
  const { status, stdout, stderr } = ofCase('another-policy', '--quiet', '--report-file', file);
  assert.equal(status, 1);
  assert.equal(stdout, '');
  assert.match(stderr, /not ready: 1 error in Deployment shop\/web/);
  assert.equal(JSON.parse(readFileSync(file, 'utf8')).comparedPods, 1);
  assertError(ofCase('same', '--report-file', liveOf('same')).stderr, 'report-target-invalid');
});

test('explain describes each finding', () => {
  for (const { id } of liveRules) {
    const { stdout } = spawnSync(process.execPath, [PROGRAM, 'explain', id], { encoding: 'utf8' });
    assert.ok(stdout.startsWith(`# ${id}\n`));
  }
});

test('--namespace is that of files which name none', () => {
  const args = (namespace: string) => [
    filesOf('namespaces'),
    ...['--live', liveOf('namespaces'), '--namespace', namespace, '--format', 'json'],
  ];
  const found = (namespace: string) =>
    JSON.parse(compare(args(namespace)).stdout).results.some(({ message }: { message: string }) =>
      / is jobs in .*not set in the file|is jobs instead of other-jobs/.test(message),
    );
  assert.equal(found('jobs'), false);
  assert.equal(found('other-jobs'), true);
});
