#!/usr/bin/env node
// Makes a fresh clone ready: installs the locked packages and builds the program, where that is not done yet.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = [20, 19];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < wanted[0] || (major === wanted[0] && minor < wanted[1])) {
  fail(`Node ${process.versions.node} is too old: prepare-contrast needs Node ${wanted.join('.')} or newer.`);
}
process.chdir(root);

if (changed('node_modules/.package-lock.json') < changed('package-lock.json')) {
  console.log('Installing the locked development packages (npm ci) …');
  // No package here needs an install script, so none is run.
  npm('ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error');
}

const sources = [
  'src',
  'function-config',
  'scripts/build.mjs',
  'scripts/library.mjs',
  'tsconfig.library.json',
  'scripts/generate.mjs',
  'scripts/report-script.mjs',
  'helm',
  'package.json',
];
const results = [
  'dist/prepare-contrast.cjs',
  'dist/program.cjs',
  'dist/yaml.cjs',
  'src/generated/validate.js',
];
const built = Math.min(...results.map(changed));
if (built < Math.max(...sources.map(newest), changed('node_modules/.package-lock.json'))) {
  run(process.execPath, ['scripts/build.mjs'], 'The build failed; its messages are above.');
}

/** Time of the last change in ms, 0 for what is not there. */
function changed(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Time of the newest file at or below a path; generated sources do not count, since the build writes them. */
function newest(path) {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return changed(path);
  const inside = readdirSync(path).filter((name) => name !== 'generated');
  return Math.max(0, ...inside.map((name) => newest(`${path}/${name}`)));
}

function npm(...args) {
  const failure = 'npm ci failed; its messages are above. Is the npm registry reachable?';
  // Under `npm start` and `npm test` this is the very npm that was called, on Windows too.
  const self = process.env.npm_execpath;
  if (self?.endsWith('.js')) run(process.execPath, [self, ...args], failure);
  else run('npm', args, failure, { shell: process.platform === 'win32' });
}

function run(command, args, failure, options = {}) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (error || status !== 0) fail(error ? `${failure} (${error.message})` : failure);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
