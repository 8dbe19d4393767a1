// The examples for Argo CD as far as they go without a cluster: kustomize puts them over a repo-server that looks as the
// installation's does, the API server's schemas judge what comes out, and the plugin's command runs on real applications.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { dump } from 'js-yaml';
import { objects } from '../hosts/compare.ts';
import { hostPath, hostTest, type Program } from '../hosts/programs.ts';
import type { Outcome, Workspace } from '../hosts/workspace.ts';
import { example, inExamples, isPodMaker, type PodMaker } from './examples.ts';

/** What the examples need of an installation of Argo CD: names, volumes and mounts are those of its manifests. */
const INSTALLATION = [
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'argocd-cm' } },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'argocd-repo-server' },
    spec: {
      selector: { matchLabels: { 'app.kubernetes.io/name': 'argocd-repo-server' } },
      template: {
        metadata: { labels: { 'app.kubernetes.io/name': 'argocd-repo-server' } },
        spec: {
          containers: [
            {
              name: 'argocd-repo-server',
              image: 'quay.io/argoproj/argocd:latest',
              volumeMounts: [{ name: 'plugins', mountPath: '/home/argocd/cmp-server/plugins' }],
            },
          ],
          volumes: [
            { name: 'var-files', emptyDir: {} },
            { name: 'plugins', emptyDir: {} },
          ],
        },
      },
    },
  },
];
const KUSTOMIZE_AND_SCHEMAS: Program[] = ['kustomize 5', 'kubectl-validate'];

async function built(workspace: Workspace, folder: string): Promise<Record<string, unknown>[]> {
  workspace.write(
    `examples/argocd/${folder}/install.yaml`,
    INSTALLATION.map((one) => dump(one)).join('---\n'),
  );
  const cwd = join(workspace.folder, 'examples/argocd', folder);
  const { code, stdout, stderr } = await workspace.run('kustomize', ['build', '.'], { cwd });
  assert.equal(code, 0, stderr);
  const valid = await workspace.run(hostPath('kubectl-validate'), [workspace.write('built.yaml', stdout)]);
  assert.equal(valid.code, 0, valid.stdout + valid.stderr);
  return objects(stdout);
}

hostTest(
  KUSTOMIZE_AND_SCHEMAS,
  'the plugin is a valid sidecar of the repo-server, with all that it mounts',
  () =>
    inExamples({ kustomize: 'kustomize 5' }, async (workspace) => {
      const list = await built(workspace, 'plugin');
      const { containers, volumes } = list.find(isPodMaker)!.spec.template.spec;
      assert.deepEqual(containers.map(({ name }) => name).sort(), ['argocd-repo-server', 'prepare-contrast']);
      const sidecar = containers.find(({ name }) => name === 'prepare-contrast')!;
      const names = volumes.map(({ name }) => name);
      for (const { name } of sidecar.volumeMounts)
        assert.ok(names.includes(name), `the volume ${name} is missing`);

      const map = list.find(({ metadata }) =>
        (metadata as { name: string }).name.startsWith('prepare-contrast-plugin-'),
      );
      const volume = volumes.find(({ name }) => name === 'prepare-contrast') as {
        configMap: { name: string };
      };
      assert.equal(volume.configMap.name, (map!.metadata as { name: string }).name);
      // What the plugin runs is where the ConfigMap is mounted, under the name that it has there.
      const [{ spec: plugin }] = example<Plugin>('argocd/plugin/plugin.yaml') as [Plugin];
      const { mountPath } = sidecar.volumeMounts.find(({ name }) => name === 'prepare-contrast')!;
      const [shell, script] = plugin.generate.command;
      assert.equal(shell, 'sh');
      assert.ok(Object.hasOwn(map!.data as object, script!.replace(`${mountPath}/`, '')), script);
      assert.ok(Object.hasOwn(map!.data as object, 'plugin.yaml'));
    }),
);

hostTest(
  KUSTOMIZE_AND_SCHEMAS,
  'the build options make kustomize run exec functions, in an image that has the program',
  () =>
    inExamples({ kustomize: 'kustomize 5' }, async (workspace) => {
      const list = await built(workspace, 'build-options');
      const settings = list.find(({ kind }) => kind === 'ConfigMap')!.data as Record<string, string>;
      const options = settings['kustomize.buildOptions']!.split(' ');
      const { containers } = list.find(isPodMaker)!.spec.template.spec;
      assert.equal(containers[0]!.image, 'registry.example.com/argocd:prepare-contrast');
      const cwd = join(workspace.folder, 'examples/kustomize');
      const { code, stdout, stderr } = await workspace.run('kustomize', ['build', ...options, '.'], { cwd });
      assert.equal(code, 0, stderr);
      assert.match(stdout, /runtimeClassName: contrast-cc/);
    }),
);

interface Plugin {
  metadata: { name: string };
  spec: { generate: { command: string[] }; discover: { fileName: string } };
}

/** What the sidecar does in the folder of an application. */
function generate(workspace: Workspace, folder: string): Promise<Outcome> {
  const [{ spec }] = example<Plugin>('argocd/plugin/plugin.yaml') as [Plugin];
  const here = join(workspace.folder, 'examples/argocd/plugin');
  const [shell, ...rest] = spec.generate.command.map((word) =>
    word.replace('/home/argocd/cmp-server/config', here),
  );
  workspace.env.TMPDIR = join(workspace.folder, 'temporary');
  mkdirSync(workspace.env.TMPDIR, { recursive: true });
  workspace.env.ARGOCD_APP_NAME = 'ferry';
  workspace.env.ARGOCD_APP_NAMESPACE = 'ferry-shop';
  return workspace.run(shell!, rest, { cwd: join(workspace.folder, folder) });
}

const CONFIGURATION = `apiVersion: prepare-contrast.dev/v1alpha1
kind: PrepareContrast
metadata: {name: prepare-contrast}
spec: {platform: Metal-QEMU-SNP, memory: {default: 256Mi}, volumes: {persistent: secure-pv}}
`;

const SIZES = `apiVersion: prepare-contrast.dev/v1alpha1
kind: ImageSizes
metadata: {name: sizes}
spec: {images: [{image: "web:1", compressed: 50Mi}]}
`;

function assertPrepared({ code, stdout, stderr }: Outcome): PodMaker[] {
  assert.equal(code, 0, stderr);
  const list = objects(stdout);
  for (const { apiVersion, kind } of list)
    assert.doesNotMatch(
      String(apiVersion),
      /^prepare-contrast/,
      `${kind} is not an object of the application`,
    );
  const makers = list.filter(isPodMaker);
  for (const { spec } of makers) assert.equal(spec.template.spec.runtimeClassName, 'contrast-cc');
  return makers;
}

for (const [kind, folder, program, count] of [
  ['a kustomization', 'examples/application', { kustomize: 'kustomize 5' }, 4],
  ['a chart, hooks included', 'examples/chart', { helm: 'helm 3' }, 2],
] as const) {
  hostTest(Object.values(program) as Program[], `the plugin renders and prepares ${kind}`, () =>
    inExamples(program, async (workspace) => {
      workspace.write(`${folder}/prepare-contrast.yaml`, CONFIGURATION);
      assert.equal(assertPrepared(await generate(workspace, folder)).length, count);
      assert.deepEqual(readdirSync(join(workspace.folder, 'temporary')), [], 'no files are left');
    }),
  );
}

for (const args of ['--post-renderer sh --post-renderer-args run.sh', '--post-rendere[r]=./run.sh']) {
  hostTest('helm 3', `an application cannot run its own program with the arguments ${args}`, () =>
    inExamples({ helm: 'helm 3' }, async (workspace) => {
      workspace.write('examples/chart/prepare-contrast.yaml', CONFIGURATION);
      for (const path of ['run.sh', '--post-renderer=./run.sh'])
        workspace.write(`examples/chart/${path}`, '#!/bin/sh\ntouch executed\n', 0o755);
      workspace.env.ARGOCD_ENV_HELM_ARGS = args;
      const { code, stdout, stderr } = await generate(workspace, 'examples/chart');
      assert.deepEqual([code, stdout], [1, ''], stderr);
      assert.ok(!existsSync(join(workspace.folder, 'examples/chart/executed')));
    }),
  );
}

test('the plugin prepares plain manifests', () =>
  inExamples({}, async (workspace) => {
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } };
    const containers = [{ name: 'web', image: 'web:1' }];
    workspace.write(
      'app/web.yaml',
      dump({ ...deployment, spec: { template: { spec: { containers } } } }).trimEnd(),
    );
    workspace.write(
      'app/settings.yml',
      dump({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } }),
    );
    workspace.write(
      'app/service.json',
      '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}}',
    );
    workspace.write('app/below/other.yaml', 'apiVersion: v1\nkind: Service\nmetadata: {name: other}\n');
    workspace.write('app/image-sizes.yaml', SIZES);
    workspace.write(
      'app/prepare-contrast.yaml',
      CONFIGURATION.replace('volumes:', 'images: {sizesFrom: image-sizes.yaml}, volumes:'),
    );
    const outcome = await generate(workspace, 'app');
    assert.equal(assertPrepared(outcome).length, 1);
    assert.deepEqual(
      objects(outcome.stdout).map(({ kind }) => kind),
      ['Service', 'ConfigMap', 'Deployment'],
    );
  }));

for (const name of ['kustomization.yml', 'Kustomization']) {
  hostTest('kustomize 5', `the plugin builds a kustomization that is called ${name}`, () =>
    inExamples({ kustomize: 'kustomize 5' }, async (workspace) => {
      workspace.write('app/prepare-contrast.yaml', CONFIGURATION);
      workspace.write(`app/${name}`, 'namePrefix: my-\nresources: [settings.yaml]\n');
      workspace.write('app/settings.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n');
      const { code, stdout, stderr } = await generate(workspace, 'app');
      assert.equal(code, 0, stderr);
      assert.match(stdout, /name: my-settings/);
    }),
  );
}

for (const [title, files, message] of [
  ['one cannot be read', { 'web.yaml': 'kind: [' }, /left out {2}web\.yaml: [\s\S]*nothing was written/],
  ['there are none', {}, /no manifest to prepare in \./],
] as const) {
  test(`the plugin prints nothing of plain manifests where ${title}`, () =>
    inExamples({}, async (workspace) => {
      workspace.write('app/prepare-contrast.yaml', CONFIGURATION);
      const settings = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n';
      if (Object.keys(files).length > 0) workspace.write('app/settings.yaml', settings);
      for (const [name, content] of Object.entries(files)) workspace.write(`app/${name}`, content);
      const { code, stdout, stderr } = await generate(workspace, 'app');
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, message);
      assert.deepEqual(readdirSync(join(workspace.folder, 'temporary')), []);
    }));
}

hostTest('kustomize 5', 'the plugin fails, and writes no manifests, where anything on the way does', () =>
  inExamples({ kustomize: 'kustomize 5' }, async (workspace) => {
    workspace.write('bare/web.yaml', 'kind: Pod\n');
    const bare = await generate(workspace, 'bare');
    assert.equal(bare.code, 1);
    assert.match(bare.stderr, /prepare-contrast\.yaml is missing/);

    workspace.write('broken/prepare-contrast.yaml', CONFIGURATION);
    workspace.write('broken/kustomization.yaml', 'resources: [missing.yaml]\n');
    const broken = await generate(workspace, 'broken');
    assert.notEqual(broken.code, 0);
    assert.equal(broken.stdout, '');

    const standing = await generate(workspace, 'examples/application');
    assert.equal(standing.code, 1);
    assert.match(standing.stderr, /persistent-volume/);
  }),
);

test('the application names the plugin', () => {
  const [plugin] = example<Plugin>('argocd/plugin/plugin.yaml');
  const [application] = example<{ spec: { source: { plugin: { name: string } } } }>(
    'argocd/plugin/application.yaml',
  );
  assert.equal(application!.spec.source.plugin.name, plugin!.metadata.name);
  assert.ok(existsSync(new URL('../../examples/argocd/Dockerfile', import.meta.url)));
});
