// The image as a real engine runs it, by itself and under the hosts that run functions from images.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { after, before, describe } from 'node:test';
import { functionConfig, IMAGE } from '../hosts/host.ts';
import { hosts } from '../hosts/hosts.ts';
import { hostPath, hostTest, isInstalled, root } from '../hosts/programs.ts';
import { sample, spec } from '../hosts/sample.ts';
import { inWorkspace, type Workspace } from '../hosts/workspace.ts';
import {
  architecture,
  buildBareBase,
  buildBase,
  buildExample,
  buildImage,
  buildNode,
  type Engine,
  executable,
  startEngine,
} from './engine.ts';
import { filesOf } from './files.ts';

const BASE = 'localhost/base:test';
const NODE = 'localhost/node:test';
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string };

const NEEDED = ['podman', 'npm', 'the release'] as const;

/** As careful clusters and pipelines run what they do not trust. */
const HARDENED = [
  ...['run', '--rm', '-i', '--network', 'none', '--user', 'nobody', '--read-only'],
  ...['--cap-drop=ALL', '--security-opt', 'no-new-privileges'],
];

describe('image', () => {
  let engine: Engine;

  before(() => {
    if (!NEEDED.every(isInstalled)) return;
    engine = startEngine();
    buildBase(engine, BASE);
    buildNode(engine, NODE);
    buildImage(engine, IMAGE, { node: NODE, base: BASE }, version);
  });
  after(() => engine?.remove());

  const promise = (title: string, body: () => void): void =>
    hostTest(NEEDED, `image: ${title}`, async () => body());

  promise('a hardened run prepares manifests', () => {
    const args = ['--platform', spec.platform, '--images-strategy', spec.images.strategy];
    const output = engine.podman([...HARDENED, IMAGE, ...args], sample['web.yaml']).toString();
    const here = spawnSync(executable, args, { input: sample['web.yaml'], encoding: 'utf8' });
    assert.match(output, /runtimeClassName: contrast-cc/);
    assert.equal(output, here.stdout);
  });

  promise('a program that fails fails the container', () => {
    assert.throws(
      () => engine.podman([...HARDENED, IMAGE, '--platform', 'none'], sample['web.yaml']),
      /exit code 2\n.*unknown platform "none"/,
    );
  });

  promise('holds the program, its licences and the base, and no shell', () => {
    const base = new Set(filesOf(engine, BASE).map(({ path }) => path));
    const own = filesOf(engine, IMAGE).filter(({ path }) => !base.has(path));
    assert.deepEqual(
      own.map(({ path, mode }) => `${mode.toString(8)} ${path}`),
      [
        '555 prepare-contrast',
        '444 usr/share/doc/prepare-contrast/LICENSE',
        '444 usr/share/doc/prepare-contrast/THIRD-PARTY-LICENSES.txt',
        '444 usr/share/doc/prepare-contrast/prepare-contrast-executable.cdx.json',
      ],
    );
    for (const shell of ['/bin/sh', '/bin/bash', '/busybox/sh']) {
      assert.throws(
        () => engine.podman(['run', '--rm', '--entrypoint', shell, IMAGE, '-c', 'true']),
        /no such file/,
      );
    }
  });

  promise('the files are those of the release', () => {
    const sums = readFileSync(`${root}dist/release/SHA256SUMS`, 'utf8');
    const files = filesOf(engine, IMAGE).filter(({ path }) =>
      /^prepare-contrast$|^usr\/share\/doc/.test(path),
    );
    assert.equal(files.length, 4);
    for (const { path, sha256 } of files) {
      const name = path === 'prepare-contrast' ? `${path}-linux-${architecture}` : path.replace(/^.*\//, '');
      assert.match(sums, new RegExp(`^${sha256}  ${name}$`, 'm'), path);
    }
  });

  promise('every file is owned by root and writable by nobody else', () => {
    const files = filesOf(engine, IMAGE);
    assert.ok(files.length > 5);
    const open = files.filter(({ owner, mode }) => owner !== 0 || (mode & 0o022) !== 0);
    assert.deepEqual(open, []);
  });

  promise(
    'says what it is, runs as a number that is not root, and has an entry point without a shell',
    () => {
      const [{ Config: config }] = JSON.parse(engine.podman(['inspect', IMAGE]).toString());
      assert.equal(config.User, '65532:65532');
      assert.deepEqual(config.Entrypoint, ['/prepare-contrast']);
      const product = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
      const label = (name: string): unknown => config.Labels[`org.opencontainers.image.${name}`];
      assert.deepEqual(['title', 'description', 'licenses', 'version', 'base.name'].map(label), [
        ...[product.name, product.description, product.license, product.version, BASE],
      ]);
    },
  );

  promise('built again it is the same image', () => {
    const again = 'localhost/again:test';
    buildImage(engine, again, { node: NODE, base: BASE }, version);
    const idOf = (image: string): string => engine.podman(['inspect', '--format={{.Id}}', image]).toString();
    assert.equal(idOf(again), idOf(IMAGE));
  });

  promise('is built here for the other architecture too', () => {
    const other = architecture === 'amd64' ? 'arm64' : 'amd64';
    const [node, base] = [`localhost/node:${other}`, `localhost/base:${other}`];
    const image = `localhost/prepare-contrast:${other}`;
    buildBareBase(engine, base, other);
    buildNode(engine, node, other);
    buildImage(engine, image, { node, base }, version, other);
    const [{ Architecture: built }] = JSON.parse(engine.podman(['inspect', image]).toString());
    assert.equal(built, other);
    const program = filesOf(engine, image).find(({ path }) => path === 'prepare-contrast');
    assert.equal(program?.size, statSync(`${root}dist/release/prepare-contrast-linux-${other}`).size);
    assert.notEqual(program?.size, statSync(executable).size);
  });

  promise('the example for Argo CD puts the program into an image of Argo CD, for every user to run', () => {
    const image = 'localhost/argocd:test';
    buildExample(engine, image, BASE);
    const program = filesOf(engine, image).find(({ path }) => path === 'usr/local/bin/prepare-contrast');
    assert.equal(program?.mode, 0o755);
    assert.equal(program.owner, 0);
  });

  hostTest(NEEDED, 'image: size and start, beside the same program without a container', async () => {
    const size = filesOf(engine, IMAGE).reduce((total, file) => total + file.size, 0);
    const [inside, outside] = [
      medianTime('podman', [...HARDENED, IMAGE, '--version'], engine.env),
      medianTime(executable, ['--version'], {}),
    ];
    console.log(
      `image: ${megabytes(size)} unpacked, of which the program is ${megabytes(statSync(executable).size)}; ` +
        `start ${inside.toFixed(0)} ms in a hardened container, ${outside.toFixed(0)} ms without one`,
    );
    assert.ok(size > statSync(executable).size);
  });

  for (const host of hosts.filter(({ usesEngine }) => usesEngine)) {
    hostTest([...NEEDED, host.program], `image: ${host.title} gives what the program gives`, async () => {
      const within = await inWorkspace((workspace) =>
        host.prepare(withEngine(workspace), { files: sample, spec }),
      );
      assert.equal(within.code, 0, within.stderr);
      const without = await inWorkspace((workspace) => host.prepare(workspace, { files: sample, spec }));
      assert.equal(within.manifests, without.manifests);
      assert.equal(within.manifests.match(/runtimeClassName: contrast-cc/g)?.length, 3);
    });
  }

  hostTest([...NEEDED, 'kpt'], 'image: kpt fn doc prints the help', () =>
    inWorkspace(async (workspace) => {
      const call = ['fn', 'doc', '--image', IMAGE];
      const { code, stdout, stderr } = await withEngine(workspace).run(hostPath('kpt'), call);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^prepare-contrast \S+\nprepares Kubernetes manifests/);
    }),
  );

  hostTest(
    [...NEEDED, 'kpt'],
    'image: an error in the configuration fails kpt, and the package stays as it was',
    () =>
      inWorkspace(async (workspace) => {
        workspace.write('package/web.yaml', sample['web.yaml']);
        workspace.write('config.yaml', functionConfig({ platform: 'none' }));
        const call = ['fn', 'eval', 'package', '--image', IMAGE, '--fn-config', 'config.yaml'];
        const { code, stderr } = await withEngine(workspace).run(hostPath('kpt'), call);
        assert.notEqual(code, 0);
        assert.match(stderr, /unknown platform/);
        assert.equal(workspace.read('package/web.yaml'), sample['web.yaml']);
      }),
  );

  /** Puts the real engine in the place of the workspace's own: kpt asks for it by name, kustomize calls `docker`. */
  function withEngine(workspace: Workspace): Workspace {
    workspace.write('bin/docker', `#!/bin/sh\nexec podman "$@"\n`, 0o755);
    Object.assign(workspace.env, engine.env, { KPT_FN_RUNTIME: 'podman', KRM_FN_RUNTIME: 'podman' });
    return workspace;
  }
});

/** Milliseconds, the median of several calls. */
function medianTime(command: string, args: string[], env: NodeJS.ProcessEnv): number {
  const times = Array.from({ length: 7 }, () => {
    const start = performance.now();
    // Certificates named there are read at each start, by Node and by Bun.
    spawnSync(command, args, { env: { ...process.env, ...env, NODE_EXTRA_CA_CERTS: undefined } });
    return performance.now() - start;
  });
  return times.sort((left, right) => left - right)[3]!;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
