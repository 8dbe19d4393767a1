// The executable as a kubectl plugin, installed by krew from the manifest of the release.
import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { archiveOf, nameOf, targetHere } from '../../scripts/release/targets.mjs';
import { hostPath, hostTest } from '../hosts/programs.ts';
import { sample } from '../hosts/sample.ts';
import { inWorkspace, type Workspace } from '../hosts/workspace.ts';
import { folder, product } from './artefacts.ts';

const NEEDED = ['the release', 'kubectl 1.36'] as const;

hostTest(
  [...NEEDED, 'krew', 'git'],
  'krew installs the archive of the release as kubectl prepare-contrast',
  () =>
    inWorkspace(async (workspace) => {
      workspace.env.KREW_ROOT = join(workspace.folder, 'krew');
      const archive = folder + archiveOf(nameOf(targetHere()!), product.version);
      const install = ['install', `--manifest=${folder}krew.yaml`, `--archive=${archive}`];
      const { code, stdout, stderr } = await workspace.run(hostPath('krew'), install);
      assert.equal(code, 0, stdout + stderr);
      const check = await kubectl(
        workspace,
        join(workspace.env.KREW_ROOT, 'bin'),
        ['check', '-', '--platform', 'AKS-CLH-SNP'],
        sample['web.yaml'],
      );
      assert.equal(check.code, 1, check.stderr);
      assert.match(check.stdout, /runtimeClassName/);
    }),
);

/** Words after `kubectl prepare-contrast`, the last of them being typed → some of what kubectl offers, and its directive. */
const COMPLETIONS: [words: string[], offered: string[], directive: string][] = [
  [[''], ['check', 'files'], ':4'],
  [['check', '--format', ''], ['sarif', 'gitlab'], ':4'],
  [['check', '--platform', 'AKS-CLH-SNP', '--str'], ['--strict'], ':4'],
  [['explain', ''], ['runtime-class'], ':4'],
  [['check', ''], [], ':0'],
  [['--namespace', ''], [], ':4'],
  [['-n', 'shop', 'check', '-o', ''], ['sarif'], ':4'],
];

hostTest(NEEDED, 'kubectl completes commands, flags and values of the plugin', () =>
  inWorkspace(async (workspace) => {
    const bin = join(workspace.folder, 'bin');
    symlinkSync(join(bin, 'prepare-contrast'), join(bin, 'kubectl-prepare_contrast'));
    const { stdout: script } = await workspace.run('prepare-contrast', ['completion', 'kubectl']);
    workspace.write('bin/kubectl_complete-prepare_contrast', script, 0o755);
    for (const [words, offered, directive] of COMPLETIONS) {
      const { code, stdout, stderr } = await workspace.run(hostPath('kubectl 1.36'), [
        '__complete',
        'prepare-contrast',
        ...words,
      ]);
      assert.equal(code, 0, stderr);
      const lines = stdout.trim().split('\n');
      assert.equal(lines.at(-1), directive, stdout);
      for (const word of offered) assert.ok(lines.includes(word), `${words.join(' ')}: ${word}`);
    }
  }),
);

function kubectl(workspace: Workspace, bin: string, args: string[], input: string) {
  workspace.env.PATH = `${bin}:${workspace.env.PATH}`;
  return workspace.run(hostPath('kubectl 1.36'), ['prepare-contrast', ...args], { input });
}
