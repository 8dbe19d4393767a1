// Argo CD renders applications with the plugin of the example: its server for plugins runs as in the sidecar, and the part of the
// repo-server that calls it generates the manifests.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { dump } from 'js-yaml';
import { hostPath, hostTest, type Program } from '../hosts/programs.ts';
import type { Outcome, Workspace } from '../hosts/workspace.ts';
import { example, inExamples, isPodMaker, type PodMaker } from './examples.ts';

const CONFIGURATION = `apiVersion: prepare-contrast.dev/v1alpha1
kind: PrepareContrast
metadata: {name: prepare-contrast}
spec: {platform: Metal-QEMU-SNP, memory: {default: 256Mi}, volumes: {persistent: secure-pv}}
`;

interface Application {
  metadata: { name: string };
  spec: { source: { path: string; plugin?: Plugin } };
}

interface Plugin {
  name: string;
  env?: { name: string; value: string }[];
}

/** Runs `body` in a workspace with a server that has the plugin of the example. */
function withPlugin(
  programs: Record<string, Program>,
  body: (workspace: Workspace) => Promise<void>,
): Promise<void> {
  return inExamples(programs, async (workspace) => {
    const folder = (name: string): string => {
      mkdirSync(join(workspace.folder, name));
      return join(workspace.folder, name);
    };
    workspace.env.ARGOCD_PLUGINSOCKFILEPATH = folder('plugins');
    workspace.env.TMPDIR = folder('temporary');
    const config = join(workspace.folder, 'examples/argocd/plugin');
    const plugin = workspace.read('examples/argocd/plugin/plugin.yaml');
    workspace.write(
      'examples/argocd/plugin/plugin.yaml',
      plugin.replace('/home/argocd/cmp-server/config', config),
    );
    const server = await started(workspace, ['cmp-server', '--config-dir-path', config]);
    try {
      await body(workspace);
      assert.deepEqual(
        readdirSync(join(workspace.folder, 'temporary/_cmp_server')),
        [],
        'no sources are left',
      );
    } finally {
      server.kill('SIGKILL');
      await once(server, 'close');
    }
  });
}

/** Starts the server, and waits until it serves on its socket. */
async function started({ folder, env }: Workspace, args: string[]): Promise<ChildProcess> {
  const server = spawn(hostPath('Argo CD'), args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  const lines: string[] = [];
  for await (const line of createInterface({ input: server.stderr })) {
    lines.push(line);
    if (line.includes('serving on')) {
      server.stderr.resume();
      return server;
    }
  }
  throw new Error(`the server has ended:\n${lines.join('\n')}`);
}

/** Generates the manifests of an application as the repo-server does: of the example, with `plugin` and the folder `path`. */
function generated(workspace: Workspace, path: string, plugin?: Plugin): Promise<Outcome> {
  const [application] = example<Application>('argocd/plugin/application.yaml') as [Application];
  const source = { ...application.spec.source, path, plugin };
  const file = workspace.write(
    'application.yaml',
    dump({ ...application, spec: { ...application.spec, source } }),
  );
  return workspace.run(hostPath('Argo CD'), ['generate', join(workspace.folder, 'repository'), file]);
}

function objectsOf({ code, stdout, stderr }: Outcome): Record<string, unknown>[] {
  assert.equal(code, 0, stderr);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function assertPrepared(outcome: Outcome): PodMaker[] {
  const makers = objectsOf(outcome).filter(isPodMaker);
  for (const { spec } of makers) assert.equal(spec.template.spec.runtimeClassName, 'contrast-cc');
  return makers;
}

/** Makes an example a folder of the repository of applications. */
function commit({ folder }: Workspace, name: string, path: string): void {
  cpSync(join(folder, 'examples', name), join(folder, 'repository', path), { recursive: true });
}

hostTest(
  ['Argo CD', 'helm 3'],
  'the application of the example is rendered with its variables, and prepared',
  () =>
    withPlugin({ helm: 'helm 3' }, async (workspace) => {
      const [application] = example<Application>('argocd/plugin/application.yaml') as [Application];
      const { path, plugin } = application.spec.source;
      commit(workspace, 'chart', path);
      workspace.write(`repository/${path}/prepare-contrast.yaml`, CONFIGURATION);
      workspace.write(`repository/${path}/values-production.yaml`, 'replicas: 7\n');
      const makers = assertPrepared(await generated(workspace, path, plugin));
      assert.deepEqual(makers.map(({ metadata }) => metadata.name).sort(), [
        `${application.metadata.name}-gate`,
        `${application.metadata.name}-open-gates`,
      ]);
      assert.equal(makers.find(({ kind }) => kind === 'Deployment')!.spec.replicas, 7);
    }),
);

hostTest(
  ['Argo CD', 'kustomize 5'],
  'an application that names no plugin uses it if its folder has a configuration, and only then',
  () =>
    withPlugin({ kustomize: 'kustomize 5' }, async (workspace) => {
      commit(workspace, 'application', 'shop');
      workspace.write('repository/shop/prepare-contrast.yaml', CONFIGURATION);
      assert.equal(assertPrepared(await generated(workspace, 'shop')).length, 4);

      rmSync(join(workspace.folder, 'repository/shop/prepare-contrast.yaml'));
      const bypassed = objectsOf(await generated(workspace, 'shop')).filter(isPodMaker);
      assert.equal(bypassed.length, 4);
      for (const { spec } of bypassed) assert.equal(spec.template.spec.runtimeClassName, undefined);

      const failed = await generated(workspace, 'shop', { name: 'prepare-contrast' });
      assert.equal(failed.code, 1);
      assert.match(failed.stderr, /could not find cmp-server plugin with name "prepare-contrast"/);
    }),
);

hostTest(
  ['Argo CD', 'kustomize 5'],
  'an error fails the application with the message of the program, and without manifests',
  () =>
    withPlugin({ kustomize: 'kustomize 5' }, async (workspace) => {
      commit(workspace, 'application', 'shop');
      const { code, stdout, stderr } = await generated(workspace, 'shop', { name: 'prepare-contrast' });
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /StatefulSet ferry-shop\/database\n[^\n]*\berror\b.*\[persistent-volume\]/);
    }),
);
