// What only concerns Helm: charts without manifests, and a report where Helm shows none.
import assert from 'node:assert/strict';
import { load } from 'js-yaml';
import { objects, type Result, unreported } from './compare.ts';
import { helm, installPlugin } from './helm.ts';
import { hostPath, hostTest, prepareContrast } from './programs.ts';
import { sample, spec } from './sample.ts';
import { inWorkspace, inWorkspaceWithIdentity } from './workspace.ts';

for (const program of ['helm 3', 'helm 4'] as const) {
  const host = helm(program, 'template');

  hostTest(program, `${program}: a chart without manifests is not an error`, () =>
    inWorkspace(async (workspace) => {
      const { code, stderr, manifests } = await host.prepare(workspace, { files: {}, spec });
      assert.equal(code, 0, stderr);
      assert.deepEqual(objects(manifests), []);
    }),
  );

  hostTest(program, `${program}: the report file has every change`, () =>
    inWorkspace(async (workspace) => {
      workspace.env.PREPARE_CONTRAST_REPORT_FILE = `${workspace.folder}/report.json`;
      const { code, stderr, manifests } = await host.prepare(workspace, { files: sample, spec });
      assert.equal(code, 0, stderr);
      const { results } = JSON.parse(workspace.read('report.json')) as { results: Result[] };
      const untouched = await inWorkspaceWithIdentity((other) =>
        host.prepare(other, { files: sample, spec }),
      );
      assert.deepEqual(unreported(objects(untouched.manifests), objects(manifests), results), []);
    }),
  );
}

for (const program of ['helm 3', 'helm 4'] as const) {
  hostTest(
    program,
    `${program}: the arguments that init writes for helmfile prepare charts, also one without manifests and one of hooks alone`,
    () =>
      inWorkspace(async (workspace) => {
        if (program === 'helm 4') await installPlugin(workspace);
        workspace.write('helmfile.yaml', 'releases: []\n');
        const init = await workspace.run(prepareContrast, ['init', '--platform', 'Metal-QEMU-SNP']);
        assert.equal(init.code, 0, init.stderr);
        const { helmDefaults } = load(workspace.read('helmfile.yaml')) as {
          helmDefaults: { postRenderer: string; postRendererArgs: string[] };
        };
        const args = helmDefaults.postRendererArgs.flatMap((arg) => ['--post-renderer-args', arg]);
        const template = () =>
          workspace.run(hostPath(program), [
            ...['template', 'release', 'chart', '--post-renderer', helmDefaults.postRenderer],
            ...args,
          ]);
        workspace.write('chart/Chart.yaml', 'apiVersion: v2\nname: chart\nversion: 0.1.0\n');
        const empty = await template();
        assert.equal(empty.code, 0, empty.stderr);
        const hook =
          'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: hook, annotations: {helm.sh/hook: test}}\n';
        workspace.write('chart/templates/hook.yaml', hook);
        const hooksAlone = await template();
        assert.equal(hooksAlone.code, 0, hooksAlone.stderr);
        workspace.write('chart/templates/web.yaml', sample['web.yaml']);
        const { code, stdout, stderr } = await template();
        assert.equal(code, 0, stderr);
        assert.match(stdout, /^ {6}runtimeClassName: contrast-cc$/m);
      }),
  );
}

hostTest('helm 3', 'helm 3: flags replace a configuration file', () =>
  inWorkspace(async (workspace) => {
    workspace.write('chart/Chart.yaml', 'apiVersion: v2\nname: chart\nversion: 0.1.0\n');
    workspace.write('chart/templates/web.yaml', sample['web.yaml']);
    const args = ['--platform=Metal-QEMU-SNP', '--runtime-class-name=contrast-cc-metal-qemu-snp'];
    const { code, stdout, stderr } = await workspace.run(hostPath('helm 3'), [
      ...['template', 'release', 'chart', '--post-renderer', 'prepare-contrast'],
      ...args.flatMap((arg) => ['--post-renderer-args', arg]),
    ]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^ {6}runtimeClassName: contrast-cc-metal-qemu-snp$/m);
  }),
);

for (const [title, platform, message] of [
  [
    'the summary',
    'Metal-QEMU-SNP',
    /Pod web\n[\s\S]*changed +runtime-class\n[\s\S]*1 prepared workload\n-v shows/,
  ],
  ['the error', 'Metal-QEMU-SPN', /error\[config-unknown-platform\]: .*"Metal-QEMU-SPN"/],
] as const) {
  hostTest('helm 4', `helm 4: the user's terminal shows ${title}, and the output stays clean`, () =>
    inWorkspace(async (workspace) => {
      await installPlugin(workspace);
      workspace.write('chart/Chart.yaml', 'apiVersion: v2\nname: chart\nversion: 0.1.0\n');
      workspace.write(
        'chart/templates/web.yaml',
        'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: "web:1"}]}\n',
      );
      const command = `'${hostPath('helm 4')}' template release chart --post-renderer prepare-contrast --post-renderer-args --platform=${platform} > out.yaml`;
      workspace.env.NO_COLOR = '1';
      // `script` runs the command in a separate terminal and shows what that terminal got.
      const { stdout } = await workspace.run('script', ['-qec', command, '/dev/null']);
      const screen = stdout.replaceAll('\r\n', '\n');
      assert.match(screen, message);
      for (const line of screen.split('\n')) if (line.startsWith(' ')) assert.ok(line.length <= 80, line);
      assert.doesNotMatch(workspace.read('out.yaml'), /prepare-contrast: /);
    }),
  );
}
