#!/usr/bin/env node
// Checks types and style, then runs test/**/*.test.ts. With arguments: only the test files whose path contains
// one of them, without the other checks. CORPUS_DIR and REQUIRE_HOSTS are for the tests in test/hosts.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const selection = process.argv.slice(2);
const files = readdirSync('test', { recursive: true })
  .map((path) => `test/${path.replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.test.ts'))
  .filter((path) => selection.length === 0 || selection.some((part) => path.includes(part)))
  .sort();
const unmatched = selection.filter((part) => !files.some((path) => path.includes(part)));
if (unmatched.length > 0) {
  console.error(`No test file has ${unmatched.map((part) => `"${part}"`).join(' or ')} in its path.`);
  process.exit(1);
}

if (selection.length === 0) {
  run('Types (tsc --noEmit)', 'node_modules/typescript/bin/tsc', '--noEmit');
  run('Style (biome check)', 'node_modules/@biomejs/biome/bin/biome', 'check');
}
// The temporary folder of the run, in which nothing may be left. tsx keeps its cache of compiled sources for the next run.
const temporary = mkdtempSync(join(tmpdir(), 'pc-'));
chmodSync(temporary, 0o755);
const cache = `tsx-${process.geteuid?.() ?? ''}`;
mkdirSync(join(tmpdir(), cache), { recursive: true });
symlinkSync(join(tmpdir(), cache), join(temporary, cache), 'junction');
process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));
process.env.TMPDIR = temporary;

// Node leaves one core to itself, half of the machine where there are two.
const concurrency = `--test-concurrency=${availableParallelism()}`;
run(
  `Tests (${files.length} files)`,
  '--import',
  'tsx',
  '--test',
  '--test-reporter=spec',
  '--test-reporter-destination=stdout',
  '--test-reporter=./scripts/skipped.mjs',
  '--test-reporter-destination=stderr',
  concurrency,
  ...files,
);

const left = readdirSync(temporary).filter((name) => name !== cache);
if (left.length > 0) {
  console.error(
    `The tests left ${left.length} entries in the temporary folder: ${left.slice(0, 20).join(', ')}`,
  );
  process.exit(1);
}

function run(title, ...args) {
  console.log(`\n${title}`);
  const { status, signal } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status === 0) return;
  process.exit(signal ? 1 : status);
}
