#!/usr/bin/env node
// Builds the documentation site with the playground into dist/site. Arguments are for `vitepress build`, such as `--base /docs/`.
import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installLocked } from './install.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

installLocked('site', 'the locked packages of the site');
run('scripts/playground.mjs');
run('site/node_modules/vitepress/bin/vitepress.js', 'build', 'site', ...process.argv.slice(2));
copyFileSync('dist/playground/index.html', 'dist/site/playground.html');

const files = readdirSync('dist/site', { recursive: true })
  .map((path) => statSync(join('dist/site', path)))
  .filter((stat) => stat.isFile());
const bytes = files.reduce((sum, { size }) => sum + size, 0);
console.log(`Built dist/site (${files.length} files, ${(bytes / 2 ** 20).toFixed(1)} MiB)`);

function run(...args) {
  if (spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0) process.exit(1);
}
