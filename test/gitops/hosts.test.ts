// Porch renders packages with the library of kpt; helmfile hands its settings to Helm.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { run } from '../../src/engine/run.ts';
import { document } from '../config/load.ts';
import { objects } from '../hosts/compare.ts';
import { installPlugin } from '../hosts/helm.ts';
import { hostPath, hostTest, root } from '../hosts/programs.ts';
import type { Outcome, Workspace } from '../hosts/workspace.ts';
import { example, inExamples, isPodMaker } from './examples.ts';

hostTest('kpt', 'the package of the example for Porch prepares itself, from the image', () =>
  inExamples({}, async (workspace) => {
    const cwd = join(workspace.folder, 'examples/porch');
    const { code, stderr } = await workspace.run(
      hostPath('kpt'),
      ['fn', 'render', 'package', '--results-dir', 'results'],
      { cwd },
    );
    assert.equal(code, 0, stderr);
    assert.match(workspace.engineCalls(), /registry\.example\.com\/tools\/prepare-contrast:v0\.1\.0/);
    const tickets = workspace.read('examples/porch/package/tickets.yaml');
    const expected = join(root, 'examples/porch/.expected/tickets.yaml');
    if (process.env.UPDATE_EXPECTED === '1') {
      mkdirSync(join(expected, '..'), { recursive: true });
      writeFileSync(expected, tickets);
    }
    assert.equal(tickets, readFileSync(expected, 'utf8'));
  }),
);

/** Renders the package of the example in memory, with the program as the entry point of the image. */
const renderByPorch = ({ folder, run }: Workspace): Promise<Outcome> =>
  run(hostPath('Porch'), [
    join(folder, 'examples/porch/package'),
    'registry.example.com/tools/prepare-contrast:v0.1.0',
    join(folder, 'bin/prepare-contrast'),
  ]);

hostTest('Porch', 'Porch renders the package as kpt does, and gets the results', () =>
  inExamples({}, async (workspace) => {
    const { code, stdout, stderr } = await renderByPorch(workspace);
    assert.equal(code, 0, stderr);
    const tickets = workspace.read('examples/porch/package/tickets.yaml');
    assert.equal(tickets, readFileSync(join(root, 'examples/porch/.expected/tickets.yaml'), 'utf8'));
    const rules = JSON.parse(stdout).Items[0].Results.map(
      ({ tags }: { tags: { rule: string } }) => tags.rule,
    );
    assert.ok(rules.includes('runtime-class') && !rules.includes('unknown-kind'), rules.join());
  }),
);

hostTest('Porch', 'an error fails the rendering in Porch with its message, and changes nothing', () =>
  inExamples({}, async (workspace) => {
    const path = 'examples/porch/package/tickets.yaml';
    const unprepared = workspace
      .read(path)
      .replace('spec:\n      containers', 'spec:\n      hostNetwork: true\n      containers');
    workspace.write(path, unprepared);
    const { code, stderr } = await renderByPorch(workspace);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /\[error\] apps\/v1\/Deployment\/ferry-shop\/ticket-printer spec\.template\.spec\.hostNetwork: /,
    );
    assert.equal(workspace.read(path), unprepared);
  }),
);

interface Variant {
  spec: {
    upstream: { repo: string };
    downstream: { repo: string };
    pipeline: { mutators: { image: string; configMap: Record<string, string> }[] };
  };
}

test('the package variant goes between repositories that are there, with a configuration that the function takes', () => {
  const repositories = example<{ metadata: { name: string } }>('porch/repository.yaml').map(
    ({ metadata }) => metadata.name,
  );
  const [variant] = example<Variant>('porch/package-variant.yaml');
  const { upstream, downstream, pipeline } = variant!.spec;
  assert.ok(repositories.includes(upstream.repo) && repositories.includes(downstream.repo));
  const { image, configMap } = pipeline.mutators[0]!;
  const [kptfile] = example<{ pipeline: { mutators: { image: string }[] } }>('porch/package/Kptfile');
  assert.equal(image, kptfile!.pipeline.mutators[0]!.image);
  const pod =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: "i:1"}]}\n';
  const configuration = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'function-input' },
    data: configMap,
  };
  assert.match(run(pod, { configuration }).output, /memory: 256Mi/);
  assert.throws(() => run(pod, { configuration: document('platform: nothing') }));
});

interface Helmfile {
  helmDefaults: { postRenderer: string; postRendererArgs: string[] };
  releases: { name: string; namespace: string; chart: string }[];
}

for (const [file, program] of [
  ['helmfile.yaml', 'helm 3'],
  ['helmfile-helm4.yaml', 'helm 4'],
] as const) {
  hostTest(program, `${file} has ${program} prepare every release, called as helmfile calls it`, () =>
    inExamples({}, async (workspace) => {
      const [{ helmDefaults, releases }] = example<Helmfile>(`helmfile/${file}`) as [Helmfile];
      if (program === 'helm 4') await installPlugin(workspace);
      for (const { name, namespace, chart } of releases) {
        const { code, stdout, stderr } = await workspace.run(
          hostPath(program),
          [
            ...[
              'template',
              name,
              chart,
              '--namespace',
              namespace,
              '--post-renderer',
              helmDefaults.postRenderer,
            ],
            ...helmDefaults.postRendererArgs.map((argument) => `--post-renderer-args=${argument}`),
          ],
          { cwd: join(workspace.folder, 'examples/helmfile') },
        );
        assert.equal(code, 0, stderr);
        const deployment = objects(stdout).find((one) => one.kind === 'Deployment');
        assert.ok(isPodMaker(deployment));
        assert.equal(deployment.spec.template.spec.runtimeClassName, 'contrast-cc');
      }
    }),
  );
}
