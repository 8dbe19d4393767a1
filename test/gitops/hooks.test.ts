// Jobs that are hooks of a chart: who prepares them, and that `check` finds what nobody did.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { objects } from '../hosts/compare.ts';
import { installPlugin } from '../hosts/helm.ts';
import { hostPath, hostTest } from '../hosts/programs.ts';
import type { Workspace } from '../hosts/workspace.ts';
import { inExamples, isPodMaker } from './examples.ts';

const POST_RENDERED = ['--post-renderer', 'prepare-contrast'];
const PLATFORM = '--platform=Metal-QEMU-SNP';
const TEMPLATE = ['template', 'ferry', 'examples/chart', '--namespace', 'ferry-shop'];

const check = (workspace: Workspace, input: string) =>
  workspace.run('prepare-contrast', ['check', '-', PLATFORM], { input });

hostTest('helm 3', 'Helm 3 leaves the Job of a hook unprepared, and check says so', () =>
  inExamples({}, async (workspace) => {
    const args = ['post-render', PLATFORM].flatMap((argument) => ['--post-renderer-args', argument]);
    const { stdout } = await workspace.run(hostPath('helm 3'), [...TEMPLATE, ...POST_RENDERED, ...args]);
    const checked = await check(workspace, stdout);
    assert.equal(checked.code, 1);
    assert.match(
      checked.stdout,
      /Job ferry-open-gates\n +error +spec\.template\.spec\.runtimeClassName: is not prepared/,
    );
    assert.doesNotMatch(checked.stdout, /Deployment ferry-gate\n +error/);
  }),
);

hostTest(
  'helm 3',
  'under Helm 3 what helm template prints, prepared, has the hooks too, and check is content',
  () =>
    inExamples({}, async (workspace) => {
      const rendered = await workspace.run(hostPath('helm 3'), TEMPLATE);
      const prepared = await workspace.run('prepare-contrast', [PLATFORM], { input: rendered.stdout });
      const job = objects(prepared.stdout).find(({ kind }) => kind === 'Job');
      assert.ok(isPodMaker(job));
      assert.equal(job.spec.template.spec.runtimeClassName, 'contrast-cc');
      assert.equal((await check(workspace, prepared.stdout)).code, 0);
    }),
);

hostTest('helm 4', 'Helm 4 hands the Job of a hook to the plugin, and check is content', () =>
  inExamples({}, async (workspace) => {
    await installPlugin(workspace);
    const { code, stdout, stderr } = await workspace.run(hostPath('helm 4'), [
      ...TEMPLATE,
      ...POST_RENDERED,
      ...['--post-renderer-args', PLATFORM],
    ]);
    assert.equal(code, 0, stderr);
    assert.equal((await check(workspace, stdout)).code, 0, join(workspace.folder));
  }),
);
