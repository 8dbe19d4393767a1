// Flux and Config Sync take what CI rendered: the script of the example is run as CI would.
import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { dump } from 'js-yaml';
import { objects } from '../hosts/compare.ts';
import { hostPath, hostTest, root } from '../hosts/programs.ts';
import type { Outcome, Workspace } from '../hosts/workspace.ts';
import { example, inExamples, isPodMaker } from './examples.ts';

const render = (workspace: Workspace, folder: string, ...args: string[]): Promise<Outcome> =>
  workspace.run(join(workspace.folder, 'examples/flux/render.sh'), args, {
    cwd: join(workspace.folder, 'examples', folder),
  });

hostTest('helm 3', 'render.sh prepares a chart, hooks included, and passes its own gate', () =>
  inExamples({ helm: 'helm 3' }, async (workspace) => {
    const { code, stderr, stdout } = await render(workspace, 'flux', '../chart', 'rendered');
    assert.equal(code, 0, stderr + stdout);
    const manifests = workspace.read('examples/flux/rendered/manifests.yaml');
    const expected = join(root, 'examples/flux/.expected/manifests.yaml');
    if (process.env.UPDATE_EXPECTED === '1') {
      mkdirSync(join(expected, '..'), { recursive: true });
      writeFileSync(expected, manifests);
    }
    assert.equal(manifests, readFileSync(expected, 'utf8'));
    assert.ok(existsSync(join(workspace.folder, 'examples/flux/rendered.report.txt')));
  }),
);

hostTest(
  ['helm 3', 'kubectl-validate'],
  'what render.sh makes is valid by the schemas of the API server',
  () =>
    inExamples({ helm: 'helm 3' }, async (workspace) => {
      await render(workspace, 'flux', '../chart', 'rendered');
      const file = join(workspace.folder, 'examples/flux/rendered/manifests.yaml');
      const { code, stdout, stderr } = await workspace.run(hostPath('kubectl-validate'), [file]);
      assert.equal(code, 0, stdout + stderr);
    }),
);

hostTest('kustomize 5', 'render.sh fails on an error that is not fixed, so that nothing is pushed', () =>
  inExamples({ kustomize: 'kustomize 5' }, async (workspace) => {
    const { code, stderr } = await render(workspace, 'config-sync', '../application', 'rendered');
    assert.equal(code, 1);
    assert.match(stderr, /persistent-volume/);
  }),
);

hostTest('helm 3', 'render.sh takes the manifests through contrast generate where it is asked to', () =>
  inExamples({ helm: 'helm 3' }, async (workspace) => {
    // Does what is known of `contrast generate`; its Coordinator comes with a separate chart.
    const contrast = fileURLToPath(new URL('../contrast-generate/contrast.mjs', import.meta.url));
    symlinkSync(contrast, join(workspace.folder, 'bin/contrast'));
    workspace.write(
      'examples/chart/templates/coordinator.yaml',
      `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: coordinator}
spec:
  serviceName: coordinator
  selector: {matchLabels: {app: coordinator}}
  template:
    metadata:
      labels: {app: coordinator}
      annotations: {contrast.edgeless.systems/pod-role: coordinator}
    spec:
      containers:
        - {name: coordinator, image: "ghcr.io/edgelesssys/contrast/coordinator:v1.25.0", resources: {limits: {memory: 200Mi}}}
`,
    );
    workspace.env.GENERATE_DIR = join(workspace.folder, 'keys');
    const { code, stderr, stdout } = await render(workspace, 'flux', '../chart', 'rendered');
    assert.equal(code, 0, stderr + stdout);
    const makers = objects(workspace.read('examples/flux/rendered/manifests.yaml')).filter(isPodMaker);
    assert.equal(makers.length, 3);
    for (const { spec } of makers) assert.match(spec.template.spec.runtimeClassName!, /-[0-9a-f]{8}$/);
    assert.ok(existsSync(join(workspace.folder, 'keys/manifest.json')));
  }),
);

test('Flux applies the artifact that it fetches, and nothing else', () => {
  const [source, kustomization] = example<{
    kind: string;
    metadata: { name: string; namespace: string };
    spec: Record<string, unknown>;
  }>('flux/cluster.yaml');
  assert.equal(source!.kind, 'OCIRepository');
  assert.deepEqual(kustomization!.spec.sourceRef, { kind: source!.kind, name: source!.metadata.name });
  assert.equal(kustomization!.metadata.namespace, source!.metadata.namespace);
  assert.ok(source!.spec.verify, 'only what CI signed');
  for (const key of ['patches', 'images', 'components']) assert.ok(!(key in kustomization!.spec), key);
});

/** Builds a folder of an artifact as Flux does for the Kustomization of the example. */
function buildByFlux(workspace: Workspace, artifact: string): Promise<Outcome> {
  const kustomization = dump(example('flux/cluster.yaml')[1]);
  return workspace.run(hostPath('Flux'), [artifact, workspace.write('kustomization.yaml', kustomization)]);
}

hostTest('Flux', 'Flux applies the rendered manifests as they are, in its target namespace', () =>
  inExamples({}, async (workspace) => {
    const artifact = join(workspace.folder, 'examples/flux/.expected');
    const { code, stdout, stderr } = await buildByFlux(workspace, artifact);
    assert.equal(code, 0, stderr);
    const pushed = example<{ metadata: object }>('flux/.expected/manifests.yaml');
    assert.deepEqual(
      objects(stdout),
      pushed.map((one) => ({ ...one, metadata: { ...one.metadata, namespace: 'ferry-shop' } })),
    );
    const configuration = join(workspace.folder, 'examples/flux/prepare-contrast.yaml');
    const checked = await workspace.run('prepare-contrast', [
      'check',
      workspace.write('applied.yaml', stdout),
      '--config',
      configuration,
    ]);
    assert.equal(checked.code, 0, checked.stdout + checked.stderr);
  }),
);

hostTest(
  'Flux',
  'Flux fails on a kustomization that calls the function, and applies nothing unprepared',
  () =>
    inExamples({}, async (workspace) => {
      for (const name of ['kustomization.yaml', 'prepare-contrast.yaml'])
        workspace.write(`artifact/${name}`, workspace.read(`examples/kustomize/${name}`).replace('../', ''));
      cpSync(join(workspace.folder, 'examples/application'), join(workspace.folder, 'artifact/application'), {
        recursive: true,
      });
      const { code, stdout, stderr } = await buildByFlux(workspace, join(workspace.folder, 'artifact'));
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /external plugins disabled; unable to load external plugin 'PrepareContrast'/);
    }),
);

test('the workflow runs the script before it pushes, and pushes what that wrote', () => {
  const [workflow] = example<{ jobs: { push: { steps: { run?: string }[] } } }>('flux/workflow.yaml');
  const runs = workflow!.jobs.push.steps.map(({ run }) => run ?? '');
  const rendering = runs.findIndex((run) => run.startsWith('./render.sh chart rendered'));
  const pushing = runs.findIndex(
    (run) => run.includes('flux push artifact') && run.includes('--path=rendered '),
  );
  assert.ok(rendering !== -1 && rendering < pushing);
});

/** Renders the example for kustomize with the arguments of Config Sync (pkg/hydrate/tool_util.go), which keeps one file for each object. */
async function renderByConfigSync(workspace: Workspace): Promise<Outcome & { files: string[] }> {
  const output = join(workspace.folder, 'hydrated');
  mkdirSync(output);
  const args = ['--enable-alpha-plugins', '--enable-exec', '--enable-helm', '--output', output];
  const folder = join(workspace.folder, 'examples/kustomize');
  const outcome = await workspace.run(hostPath('kustomize 5'), ['build', folder, ...args]);
  return { ...outcome, files: readdirSync(output).map((name) => workspace.read(`hydrated/${name}`)) };
}

hostTest(
  'kustomize 5',
  'Config Sync renders a kustomization with the function if its image has the program',
  () =>
    inExamples({}, async (workspace) => {
      const { code, stderr, files } = await renderByConfigSync(workspace);
      assert.equal(code, 0, stderr);
      const makers = files.flatMap(objects).filter(isPodMaker);
      assert.equal(makers.length, 4);
      for (const { spec } of makers) assert.equal(spec.template.spec.runtimeClassName, 'contrast-cc');
    }),
);

hostTest(
  'kustomize 5',
  'Config Sync renders nothing of a kustomization with the function without the program',
  () =>
    inExamples({}, async (workspace) => {
      rmSync(join(workspace.folder, 'bin/prepare-contrast'));
      const { code, stderr, files } = await renderByConfigSync(workspace);
      assert.equal(code, 1);
      assert.match(stderr, /prepare-contrast": executable file not found/);
      assert.deepEqual(files, []);
    }),
);

test('Config Sync takes files as they are', () => {
  const [sync] = example<{ spec: { sourceType: string; sourceFormat: string; oci: { image: string } } }>(
    'config-sync/root-sync.yaml',
  );
  assert.equal(sync!.spec.sourceType, 'oci');
  assert.equal(sync!.spec.sourceFormat, 'unstructured');
  const readme = readFileSync(join(root, 'examples/config-sync/README.md'), 'utf8');
  assert.ok(readme.includes(`--new_tag ${sync!.spec.oci.image}`));
});
