// A signed Helm plugin, with a key that is made here and thrown away: Helm 4 takes it only as it was signed, and only by that key.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { exportKeyring, KEYRING, signPlugin } from '../../scripts/release/provenance.mjs';
import { hostPath, hostTest } from '../hosts/programs.ts';
import { sample } from '../hosts/sample.ts';
import { inWorkspace, type Outcome, type Workspace } from '../hosts/workspace.ts';
import { withRegistry } from '../image-sizes/support/real-registry.ts';
import { product, folder as released, releaseTest } from './artefacts.ts';

const NAME = 'prepare-contrast-helm';
const PLUGIN = `${NAME}-${product.version}.tgz`;
const PROGRAMS = ['helm 4', 'the release', 'gpg'] as const;

/** A workspace with a signed plugin and, beside the keyring for it, the keyring of somebody else. */
interface Signed extends Workspace {
  helm(...args: string[]): Promise<Outcome>;
}

function inSignedWorkspace(body: (workspace: Signed) => Promise<void>): Promise<void> {
  return inWorkspace(async (workspace) => {
    const { folder } = workspace;
    const environment = { ...process.env, GNUPGHOME: join(folder, 'keys') };
    mkdirSync(environment.GNUPGHOME, { mode: 0o700 });
    const gpg = (...args: string[]) =>
      execFileSync('gpg', ['--batch', '--quiet', ...args], { env: environment });
    try {
      for (const name of ['Release', 'Somebody'])
        gpg('--passphrase', '', '--quick-generate-key', `${name} <${name}@example.com>`, 'rsa3072', 'sign');
      copyFileSync(released + PLUGIN, join(folder, PLUGIN));
      const manifest = execFileSync('tar', ['xOzf', PLUGIN, `${NAME}/plugin.yaml`], { cwd: folder });
      signPlugin(join(folder, PLUGIN), String(manifest), 'Release@example.com', environment);
      exportKeyring(join(folder, KEYRING), 'Release@example.com', environment);
      exportKeyring(join(folder, 'somebody.gpg'), 'Somebody@example.com', environment);
      // What is run has to be what the file brought.
      workspace.write('bin/prepare-contrast', '#!/bin/sh\nexit 9\n', 0o755);
      const helm = (...args: string[]) => workspace.run(hostPath('helm 4'), args);
      await body({ ...workspace, helm });
    } finally {
      execFileSync('gpgconf', ['--kill', 'gpg-agent'], { env: environment });
    }
  });
}

/** Installs the plugin from somewhere and lets it prepare a chart. */
async function assertInstalls({ helm, write }: Signed, source: string, ...more: string[]): Promise<void> {
  const installed = await helm('plugin', 'install', '--keyring', KEYRING, ...more, source);
  assert.equal(installed.code, 0, installed.stderr);
  assert.match(installed.stdout, /Signed by: Release <Release@example\.com>[\s\S]*Plugin Hash Verified/);
  write('chart/Chart.yaml', 'apiVersion: v2\nname: chart\nversion: 0.1.0\n');
  write('chart/templates/web.yaml', sample['web.yaml']);
  const flags = ['--post-renderer', 'prepare-contrast', '--post-renderer-args', '--platform=Metal-QEMU-SNP'];
  const { code, stdout, stderr } = await helm('template', 'web', 'chart', ...flags);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^ {6}runtimeClassName: contrast-cc$/m);
}

hostTest(PROGRAMS, 'release: a signed plugin is verified and installed from its file', () =>
  inSignedWorkspace(async (workspace) => {
    const verified = await workspace.helm('plugin', 'verify', '--keyring', KEYRING, PLUGIN);
    assert.equal(verified.code, 0, verified.stderr);
    assert.match(verified.stdout, /Signed by: Release <Release@example\.com>/);
    await assertInstalls(workspace, PLUGIN);
  }),
);

hostTest(PROGRAMS, 'release: a signed plugin is installed from an address, its signature beside it', () =>
  inSignedWorkspace(async (workspace) => {
    const server = createServer(({ url }, response) =>
      response.end(readFileSync(join(workspace.folder, String(url).split('/').at(-1)!))),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    try {
      await assertInstalls(workspace, `http://127.0.0.1:${port}/v${product.version}/${PLUGIN}`);
    } finally {
      server.close();
    }
  }),
);

hostTest(
  [...PROGRAMS, 'oras', 'docker-registry'],
  'release: a signed plugin is installed from a registry, where docs/install.md puts it',
  () =>
    inSignedWorkspace((workspace) =>
      withRegistry(async ({ host }) => {
        const reference = `${host}/plugins/${NAME}:${product.version}`;
        const layer = 'application/vnd.oci.image.layer.v1.tar';
        const type = ['--artifact-type', 'application/vnd.helm.plugin.v1+json'];
        const layers = [`${PLUGIN}:${layer}`, `${PLUGIN}.prov:${layer}`];
        const push = ['push', '--plain-http', reference, ...type, ...layers];
        const pushed = await workspace.run(hostPath('oras'), push);
        assert.equal(pushed.code, 0, pushed.stderr);
        await assertInstalls(workspace, `oci://${reference}`, '--plain-http');
      }),
    ),
);

const REFUSED: Record<string, { change: (folder: string) => void; keyring?: string; says: RegExp }> = {
  'one byte more than what was signed': {
    change: (folder) => appendFileSync(join(folder, PLUGIN), '\n'),
    says: /sha256 sum does not match for prepare-contrast-helm/,
  },
  'a checksum that was put into the signature later': {
    change(folder) {
      const [before, file] = [sumOf(folder), join(folder, PLUGIN)];
      appendFileSync(file, '\n');
      const signature = readFileSync(`${file}.prov`, 'utf8');
      writeFileSync(`${file}.prov`, signature.replaceAll(before, sumOf(folder)));
    },
    says: /openpgp: invalid signature/,
  },
  'a plugin whose signature is gone': {
    change: (folder) => rmSync(join(folder, `${PLUGIN}.prov`)),
    says: /\.prov/,
  },
  'a key of somebody else': {
    change: () => {},
    keyring: 'somebody.gpg',
    says: /signature made by unknown entity/,
  },
};

function sumOf(folder: string): string {
  return createHash('sha256')
    .update(readFileSync(join(folder, PLUGIN)))
    .digest('hex');
}

for (const [title, { change, keyring = KEYRING, says }] of Object.entries(REFUSED)) {
  hostTest(PROGRAMS, `release: Helm refuses ${title}`, () =>
    inSignedWorkspace(async ({ folder, helm }) => {
      change(folder);
      for (const command of ['verify', 'install']) {
        const { code, stderr } = await helm('plugin', command, '--keyring', keyring, PLUGIN);
        assert.equal(code, 1);
        assert.match(stderr, says);
      }
      assert.doesNotMatch((await helm('plugin', 'list')).stdout, /prepare-contrast/);
    }),
  );
}

releaseTest('all plugins of it are signed or none is, and SHA256SUMS knows nothing of that', async () => {
  const names = readdirSync(released);
  const plugins = names.filter((name) => /^prepare-contrast-.*-\d.*\.tgz$/.test(name));
  assert.ok(plugins.length > 1);
  const signed = plugins.filter((name) => names.includes(`${name}.prov`));
  assert.deepEqual(signed, names.includes(KEYRING) ? plugins : []);
  assert.doesNotMatch(readFileSync(`${released}SHA256SUMS`, 'utf8'), /\.prov|\.gpg/);
});
