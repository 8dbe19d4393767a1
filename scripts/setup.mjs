#!/usr/bin/env node
// Makes a fresh clone ready: installs the locked packages and builds the program, where that is not done yet.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { changed, installLocked } from './install.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = [20, 19];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < wanted[0] || (major === wanted[0] && minor < wanted[1])) {
  fail(`Node ${process.versions.node} is too old: prepare-contrast needs Node ${wanted.join('.')} or newer.`);
}
process.chdir(root);

installLocked('.', 'the locked development packages');

const sources = [
  'src',
  'function-config',
  'scripts/build.mjs',
  'scripts/library.mjs',
  'scripts/licences.mjs',
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
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
  if (status !== 0) fail('The build failed; its messages are above.');
}

/** Time of the newest file at or below a path; generated sources do not count, since the build writes them. */
function newest(path) {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return changed(path);
  const inside = readdirSync(path).filter((name) => name !== 'generated');
  return Math.max(0, ...inside.map((name) => newest(`${path}/${name}`)));
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
