// What only concerns Helm: charts without manifests, and a report where Helm shows none.
import assert from 'node:assert/strict';
import { objects, type Result, unreported } from './compare.ts';
import { helm, installPlugin } from './helm.ts';
import { hostPath, hostTest } from './programs.ts';
import { sample, spec } from './sample.ts';
import { inWorkspace, inWorkspaceWithIdentity } from './workspace.ts';

for (const program of ['helm 3', 'helm 4'] as const) {
  const host = helm(program, 'template');

  hostTest(program, `${program}: a chart without manifests is no error`, () =>
    inWorkspace(async (workspace) => {
      const { code, stderr, manifests } = await host.prepare(workspace, { files: {}, spec });
      assert.equal(code, 0, stderr);
      assert.deepEqual(objects(manifests), []);
    }),
  );

  hostTest(program, `${program}: the report file tells every change`, () =>
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

hostTest('helm 3', 'helm 3: flags stand for a configuration file', () =>
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

for (const [title, platform, told] of [
  [
    'the summary',
    'Metal-QEMU-SNP',
    /Pod web\n[\s\S]*changed +runtime-class\n[\s\S]*1 prepared workload\n-v shows/,
  ],
  ['why there is no answer', 'Metal-QEMU-SPN', /error: .*unknown platform "Metal-QEMU-SPN"/],
] as const) {
  hostTest('helm 4', `helm 4: the user's terminal is told ${title}, and the output stays clean`, () =>
    inWorkspace(async (workspace) => {
      await installPlugin(workspace);
      workspace.write('chart/Chart.yaml', 'apiVersion: v2\nname: chart\nversion: 0.1.0\n');
      workspace.write(
        'chart/templates/web.yaml',
        'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: "web:1"}]}\n',
      );
      const command = `'${hostPath('helm 4')}' template release chart --post-renderer prepare-contrast --post-renderer-args --platform=${platform} > out.yaml`;
      workspace.env.NO_COLOR = '1';
      // `script` runs the command in a terminal of its own and shows what that terminal got.
      const { stdout } = await workspace.run('script', ['-qec', command, '/dev/null']);
      const screen = stdout.replaceAll('\r\n', '\n');
      assert.match(screen, told);
      for (const line of screen.split('\n')) if (line.startsWith(' ')) assert.ok(line.length <= 80, line);
      assert.doesNotMatch(workspace.read('out.yaml'), /prepare-contrast: /);
    }),
  );
}
