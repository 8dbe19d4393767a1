import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';

/** Time of the last change in ms; 0 if there is no such file. */
export function changed(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Installs the locked packages of a folder, unless that is done already. Ends the process if it fails. */
export function installLocked(folder, packages) {
  const [installed, lock] = ['node_modules/.package-lock.json', 'package-lock.json'];
  if (changed(join(folder, installed)) >= changed(join(folder, lock))) return;
  console.log(`Installing ${packages} (npm ci) …`);
  // No package here needs an install script, so none is run. `npm install --global .` runs this script with settings for a global
  // installation, which do not apply to the packages that build the program.
  const local = ['--global=false', '--location=project', '--include=dev', '--ignore-scripts'];
  const args = ['ci', ...local, '--no-audit', '--no-fund', '--loglevel=error'];
  // Under `npm start` and `npm test` this is the npm that was called, on Windows too.
  const self = process.env.npm_execpath;
  const options = { cwd: folder, stdio: 'inherit' };
  const { status, error } = self?.endsWith('.js')
    ? spawnSync(process.execPath, [self, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
  if (status === 0) return;
  const reason = error ? ` (${error.message})` : '';
  console.error(`npm ci failed; its messages are above. Is the npm registry reachable?${reason}`);
  process.exit(1);
}
