import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { ErrorCode } from '../../src/util/error-codes.ts';
import { assertExpected, foldersIn } from '../support/cases.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { runUsage } from './support/run-usage.ts';

const CASES = new URL('cases/', import.meta.url).pathname;
const MANIFESTS = join(CASES, 'manifests.yaml');
const FLAGS: Record<string, string> = { vpa: '--vpa', krr: '--krr', 'kubectl-top': '--top' };

describe('sources other than a server', () => {
  for (const name of foldersIn(CASES)) {
    const folder = join(CASES, name);
    const flag = FLAGS[name]!;
    test(`${name}: the file and the messages`, async () => {
      const ran = await runUsage([MANIFESTS, flag, join(folder, 'input.txt'), '--output', '-']);
      assert.equal(ran.code, 0, ran.stderr);
      assertExpected(folder, 'memory-usage.yaml', ran.stdout);
      assertExpected(folder, 'messages.txt', ran.stderr);
    });

    test(`${name}: from stdin, the same`, async () => {
      const input = readFileSync(join(folder, 'input.txt'), 'utf8');
      const ran = await runUsage([MANIFESTS, flag, '-', '--output', '-'], { input });
      assert.equal(ran.stdout, readFileSync(join(folder, 'memory-usage.yaml'), 'utf8'));
    });

    test(`${name}: as PowerShell writes it, the same`, async () => {
      const input = `\uFEFF${readFileSync(join(folder, 'input.txt'), 'utf8')}`;
      for (const encoding of ['utf8', 'utf16le'] as const) {
        const ran = await runUsage([MANIFESTS, flag, file(input, 'input', encoding), '--output', '-']);
        assert.equal(ran.stdout, readFileSync(join(folder, 'memory-usage.yaml'), 'utf8'), ran.stderr);
      }
    });
  }
});

/** A file with some content. */
function file(text: string, name = 'input', encoding: BufferEncoding = 'utf8'): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text, encoding);
  return path;
}

const KRR = JSON.parse(readFileSync(join(CASES, 'krr/input.txt'), 'utf8'));
const other = structuredClone(KRR.scans[0]);
other.object.cluster = 'west';

describe('an invalid source is an error that says how to create one', () => {
  const REJECTED: [flag: string, text: string, error: ErrorCode, about: string][] = [
    ['--krr', '<html>', 'measurement-invalid', '--krr: '],
    ['--krr', '[]', 'measurement-invalid', 'scans'],
    ['--krr', '{"scans": [{}]}', 'measurement-invalid', 'scans[0].object'],
    [
      '--krr',
      JSON.stringify({ ...KRR, scans: [KRR.scans[0], other] }),
      'measurement-ambiguous',
      'Deployment shop/web',
    ],
    [
      '--top',
      'NAME   CPU(cores)   MEMORY(bytes)\nweb-0  1m  2Mi\n',
      'measurement-invalid',
      'kubectl top pod --containers',
    ],
    ['--top', '', 'measurement-invalid', 'kubectl top pod --containers'],
    [
      '--top',
      'POD NAME CPU(cores) MEMORY(bytes)\ndb-0 postgres 1m\n',
      'measurement-invalid',
      ': db-0 postgres 1m\n',
    ],
    [
      '--top',
      'POD NAME CPU(cores) MEMORY(bytes)\ndb-0 postgres 1m much\n',
      'measurement-invalid',
      ': db-0 postgres 1m much\n',
    ],
    ['--vpa', 'a: [', 'yaml-syntax', 'input: line 2, column 1: '],
    [
      '--vpa',
      'apiVersion: v1\nkind: List\nitems: []\n',
      'measurement-missing',
      'Deployment shop/web, StatefulSet shop/db and CronJob shop/report',
    ],
  ];
  for (const [flag, text, error, about] of REJECTED)
    test(`${flag} ${error} ${about.trim()}`, async () => {
      const ran = await runUsage([MANIFESTS, flag, file(text), '--output', '-']);
      assert.deepEqual([ran.code, ran.error, ran.stdout], [2, error, '']);
      assert.ok(ran.stderr.includes(about), ran.stderr);
    });

  test('a missing file', async () => {
    const { error, stderr } = await runUsage([MANIFESTS, '--vpa', '/nowhere/vpa.yaml']);
    assert.equal(error, 'file-unreadable');
    assert.ok(stderr.startsWith('/nowhere/vpa.yaml: '), stderr);
  });
});

describe('a table of kubectl top without the namespace', () => {
  const table = 'POD    NAME       CPU(cores)   MEMORY(bytes)\ndb-0   postgres   12m          771Mi\n';
  test('belongs to the only namespace of the manifests', async () => {
    const { stdout } = await runUsage([MANIFESTS, '--top', file(table), '--output', '-']);
    assert.match(stdout, /namespace: shop\n +name: db/);
  });

  test('is an error if the manifests have several', async () => {
    const more = `${readFileSync(MANIFESTS, 'utf8')}---\napiVersion: v1\nkind: Pod\nmetadata: {name: lone, namespace: lonely}\nspec: {containers: [{name: lone, image: "a:1"}]}\n`;
    const { code, error } = await runUsage([
      file(more, 'manifests.yaml'),
      '--top',
      file(table),
      '--output',
      '-',
    ]);
    assert.deepEqual([code, error], [2, 'measurement-ambiguous']);
  });
});
