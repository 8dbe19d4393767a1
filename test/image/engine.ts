import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { hostPath, root } from '../hosts/programs.ts';

/** A container engine with separate storage: the images of this machine are neither visible nor changed. */
export interface Engine {
  folder: string;
  /** What makes any podman use that storage, also one that a host starts. */
  env: NodeJS.ProcessEnv;
  /** Runs podman; gives its stdout. @throws Error with its stderr where it fails. */
  podman(args: string[], input?: string): Buffer;
  remove(): void;
}

/**
 * Plain runc, without raised limits and without systemd: runs in virtual machines and on CI runners alike, where the
 * engine's own defaults may be refused.
 */
const CONTAINERS = `[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
cgroupns = "host"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "none"
runtime = "runc"
`;

export function startEngine(): Engine {
  const folder = mkdtempSync(join(tmpdir(), 'prepare-contrast-image-'));
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const storage = `[storage]\ndriver = "overlay"\ngraphroot = "${folder}/storage"\nrunroot = "${folder}/run"\n`;
  const env = {
    CONTAINERS_CONF: write('containers.conf', CONTAINERS),
    CONTAINERS_STORAGE_CONF: write('storage.conf', storage),
  };
  const podman = (args: string[], input = ''): Buffer => {
    const { status, stdout, stderr, error } = spawnSync('podman', args, {
      cwd: root,
      env: { ...process.env, ...env },
      input,
      maxBuffer: Infinity,
    });
    if (error) throw error;
    if (status !== 0) throw new Error(`podman ${args.join(' ')}: exit code ${status}\n${stderr}`);
    return stdout;
  };
  const remove = (): void => {
    podman(['rmi', '--all', '--force']);
    // The engine leaves its storage mounted on itself.
    spawnSync('umount', [join(folder, 'storage/overlay')], { stdio: 'ignore' });
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, env, podman, remove };
}

/** The architecture of this machine as images name it. */
export const architecture = process.arch === 'x64' ? 'amd64' : process.arch;

/** The executable of this machine, of which the image is made. */
export const executable = `${root}dist/release/prepare-contrast-linux-${architecture}`;

const PASSWD = `root:x:0:0:root:/root:/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin
nonroot:x:65532:65532:nonroot:/nonexistent:/sbin/nologin
`;

/**
 * Makes a base image of the shape of distroless ones: the C library of this machine, as far as the executable asks for it,
 * and the names of users. No registry is asked.
 */
export function buildBase(engine: Engine, name: string): void {
  const files = join(engine.folder, 'base');
  for (const library of librariesOf(executable)) {
    mkdirSync(join(files, dirname(library)), { recursive: true });
    copyFileSync(library, join(files, library));
  }
  mkdirSync(join(files, 'etc'), { recursive: true });
  writeFileSync(join(files, 'etc/passwd'), PASSWD);
  writeFileSync(join(engine.folder, 'Dockerfile.base'), 'FROM scratch\nCOPY base/ /\n');
  engine.podman([...BUILD, '-t', name, '-f', join(engine.folder, 'Dockerfile.base'), engine.folder]);
}

/**
 * Makes an image with this machine's Node and npm, in the place of one from a registry: a shell, `env`, and the libraries of these and of
 * Bun. Packages come from npm's cache, which `npm ci` and `npm run release` have filled. Older engines do not build on the architecture of
 * the machine as the Dockerfile asks; for them the same image has to be called one of the other architecture.
 */
export function buildNode(engine: Engine, name: string, of: string = architecture): void {
  const files = join(engine.folder, `node-${of}`);
  const put = (path: string, source = path): void => {
    mkdirSync(join(files, dirname(path)), { recursive: true });
    cpSync(realpathSync(source), join(files, path), { recursive: true });
  };
  const programs = {
    '/bin/sh': '/bin/sh',
    '/usr/bin/env': '/usr/bin/env',
    '/usr/bin/node': process.execPath,
  };
  for (const [path, source] of Object.entries(programs)) {
    put(path, source);
    for (const library of librariesOf(source)) put(library);
  }
  for (const library of librariesOf(executable)) put(library);
  put('/usr/lib/npm', join(realpathSync(hostPath('npm')), '../..'));
  writeFileSync(join(files, 'usr/bin/npm'), '#!/bin/sh\nexec node /usr/lib/npm/bin/npm-cli.js "$@"\n', {
    mode: 0o755,
  });
  mkdirSync(join(files, 'tmp'));
  const npm = `npm_config_cache=${NPM_CACHE} npm_config_registry=${npmSetting('registry')}`;
  const instructions = `FROM scratch\nCOPY node-${of}/ /\nENV ${npm} npm_config_offline=true npm_config_logs_dir=/tmp\n`;
  writeFileSync(join(engine.folder, 'Dockerfile.node'), instructions);
  const file = ['-f', join(engine.folder, 'Dockerfile.node'), engine.folder];
  engine.podman([...BUILD, '--platform', `linux/${of}`, '-t', name, ...file]);
}

/** A setting of this machine's npm. The cache finds packages by the registry that they came from. */
function npmSetting(name: string): string {
  return spawnSync('npm', ['config', 'get', name], { encoding: 'utf8' }).stdout.trim();
}

/** Where npm's cache is mounted while the image is built. npm writes to it: into a layer that is discarded. */
const NPM_CACHE = '/npm-cache';

/** Makes a base image for any architecture, which has users and no more: nothing can be run on it. */
export function buildBareBase(engine: Engine, name: string, of: string): void {
  const instructions = 'FROM scratch\nCOPY passwd /etc/passwd\n';
  writeFileSync(join(engine.folder, 'passwd'), PASSWD);
  writeFileSync(join(engine.folder, 'Dockerfile.bare'), instructions);
  const file = ['-f', join(engine.folder, 'Dockerfile.bare'), engine.folder];
  engine.podman([...BUILD, '--platform', `linux/${of}`, '-t', name, ...file]);
}

/** Builds the image from the project's Dockerfile, for this machine or another architecture. */
export function buildImage(
  engine: Engine,
  name: string,
  bases: { node: string; base: string },
  version: string,
  of: string = architecture,
): void {
  const values = { NODE: bases.node, BASE: bases.base, VERSION: version };
  const options = Object.entries(values).flatMap(([key, value]) => ['--build-arg', `${key}=${value}`]);
  options.push('--volume', `${npmSetting('cache')}:${NPM_CACHE}:O`);
  engine.podman([...BUILD, ...options, '--platform', `linux/${of}`, '-t', name, '.']);
}

/** Builds the image of the example for Argo CD, with `base` in the place of Argo CD's own. */
export function buildExample(engine: Engine, name: string, base: string): void {
  const context = join(engine.folder, 'argocd');
  mkdirSync(context);
  const program = 'prepare-contrast-linux-amd64';
  copyFileSync(join(root, 'dist/release', program), join(context, program));
  const options = ['--build-arg', `ARGOCD=${base}`, '-f', join(root, 'examples/argocd/Dockerfile')];
  engine.podman([...BUILD, ...options, '-t', name, context]);
}

/** No network, and what makes two builds of the same files the same image. */
const BUILD = [
  ...['build', '--quiet', '--network', 'none'],
  ...['--layers=false', '--timestamp', '0', '--identity-label=false'],
];

/** Paths of the shared libraries and of the loader that an executable needs, by `ldd`. */
function librariesOf(program: string): string[] {
  const { stdout, status } = spawnSync('ldd', [program], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ldd ${program} failed`);
  return [...stdout.matchAll(/(?:^|=>)\s*(\/\S+)/gm)].map(([, path]) => path!);
}
