// Brings Bun into .tools/bun, once for each system that the release has an executable for. npm checks the bytes against
// the lock file of scripts/release/bun; Bun itself would download the other systems' runtimes without such a check.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const source = join(root, 'scripts/release/bun');
const folder = join(root, '.tools/bun');

/** Installs what the lock file names where that is not there yet. */
export function bringBun() {
  const lock = readFileSync(join(source, 'package-lock.json'), 'utf8');
  const installed = join(folder, 'installed-lock.json');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lock) return;
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json', '.npmrc'])
    copyFileSync(join(source, file), join(folder, file));
  // --force: the runtimes of other systems are wanted too.
  run('npm', ['ci', '--force', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
  });
  writeFileSync(installed, lock);
}

/** Path of the Bun executable of an npm package such as `bun-linux-x64`. */
export function bunOf(name) {
  return join(folder, 'node_modules/@oven', name, 'bin', name.includes('windows') ? 'bun.exe' : 'bun');
}

/** The Bun that runs on this machine. */
export function bunHere() {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const path = bunOf(`bun-${system}-${process.arch === 'arm64' ? 'aarch64' : process.arch}`);
  if (!existsSync(path))
    throw new Error(`no Bun for ${process.platform} on ${process.arch} is locked in ${source}`);
  return path;
}

export function bunVersion() {
  return JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')).dependencies['@oven/bun-linux-x64'];
}

/** Bun's licence and those of what is linked into it, as Bun's own documentation gives them. */
export function bunLicence() {
  const page = readFileSync(join(folder, 'node_modules/bun-types/docs/project/license.mdx'), 'utf8');
  return page.replace(/^---\n[\s\S]*?\n---\n/, '').trim();
}
