import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** The real programs that scripts/host-programs.mjs brings, by the name under which tests speak of them. */
export const programs = {
  'kustomize 5': '.tools/bin/kustomize-5',
  'kustomize 4': '.tools/bin/kustomize-4',
  'kubectl 1.36': '.tools/bin/kubectl-1.36',
  'kubectl 1.32': '.tools/bin/kubectl-1.32',
  kpt: 'kpt',
  'helm 3': '.tools/bin/helm-3',
  'helm 4': '.tools/bin/helm-4',
  helmfile: '.tools/bin/helmfile',
  'Argo CD': '.tools/bin/argocd',
  Flux: '.tools/bin/flux',
  Porch: '.tools/bin/porch',
  'kubectl-validate': '.tools/bin/kubectl-validate',
  'the API server': '.tools/bin/admission',
  'the decoders of Kubernetes': '.tools/bin/decoders',
  'kube-apiserver': '.tools/bin/kube-apiserver',
  'the oldest kube-apiserver': '.tools/bin/kube-apiserver-oldest',
  'kube-controller-manager': '.tools/bin/kube-controller-manager',
  'pod-limits': '.tools/bin/pod-limits',
  etcd: 'etcd',
  npm: 'npm',
  git: 'git',
  podman: 'podman',
  gpg: 'gpg',
  'docker-registry': 'docker-registry',
  skopeo: 'skopeo',
  prometheus: 'prometheus',
  promtool: 'promtool',
  openssl: 'openssl',
  python3: 'python3',
  oras: '.tools/bin/oras',
  krew: '.tools/bin/krew',
  'pre-commit': '.tools/bin/pre-commit',
  actionlint: '.tools/bin/actionlint',
  'custom resource definitions': '.tools/crds/sources.json',
  'the release': 'dist/release/SHA256SUMS',
} as const;

export type Program = keyof typeof programs;

/** Root of the repository. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The program under test: the built one, or another build of it that PROGRAM names. */
export const prepareContrast = process.env.PROGRAM ?? `${root}dist/prepare-contrast.cjs`;

/** What makes the program a Helm 4 plugin. */
export const pluginManifest = `${root}helm/prepare-contrast/plugin.yaml`;

/** Where the real manifests are, or undefined where this machine has none. */
export const corpus = existsSync(process.env.CORPUS_DIR ?? '') ? process.env.CORPUS_DIR : undefined;

/** A test that needs real hosts. Where one is absent the test is skipped by name; with REQUIRE_HOSTS=1 it fails. */
export function hostTest(
  needed: Program | readonly Program[],
  title: string,
  body: (context: TestContext) => Promise<void>,
): void {
  const absent = [needed].flat().find((program) => !isInstalled(program));
  needing(absent === undefined, `${absent} is not there (${absent && howToGet(absent)})`, title, body);
}

export function isInstalled(program: Program): boolean {
  return locate(program) !== undefined;
}

/** Where a program is not brought by scripts/host-programs.mjs. */
const PACKAGES: Partial<Record<Program, string>> = {
  git: 'apt-get install git',
  podman: 'apt-get install podman runc',
  gpg: 'apt-get install gpg gpg-agent',
  'docker-registry': 'apt-get install docker-registry',
  skopeo: 'apt-get install skopeo',
  prometheus: 'apt-get install prometheus',
  promtool: 'apt-get install prometheus',
  openssl: 'apt-get install openssl',
  python3: 'apt-get install python3',
  etcd: 'apt-get install etcd-server',
};

function howToGet(program: Program): string {
  if (program === 'the release') return 'npm run release, after each build';
  return PACKAGES[program] ?? 'node scripts/host-programs.mjs';
}

/** A test that needs the real manifests, and real hosts; skipped or failing as in {@link hostTest}. */
export function corpusTest(
  needed: Program | readonly Program[],
  title: string,
  body: (folder: string) => Promise<void>,
): void {
  if (corpus !== undefined) hostTest(needed, title, () => body(corpus));
  else needing(false, 'CORPUS_DIR names no folder of manifests', title, async () => {});
}

/** Absolute path of a host; throws where it is not installed. */
export function hostPath(program: Program): string {
  const path = locate(program);
  if (path === undefined) throw new Error(`host ${program} is not installed`);
  return path;
}

function needing(
  there: boolean,
  reason: string,
  title: string,
  body: (context: TestContext) => Promise<void>,
): void {
  if (there) test(title, body);
  else if (process.env.REQUIRE_HOSTS === '1') test(title, () => Promise.reject(new Error(reason)));
  else test(title, { skip: reason }, () => {});
}

function locate(program: Program): string | undefined {
  const path = programs[program];
  if (program === 'the release' && !isCurrent(root + path)) return undefined;
  if (path.includes('/')) return existsSync(root + path) ? root + path : undefined;
  try {
    return execFileSync('which', [path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

/** A release is of today's sources where nothing was built after it. */
function isCurrent(sums: string): boolean {
  const time = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return time(sums) > time(`${root}dist/prepare-contrast.cjs`);
}
