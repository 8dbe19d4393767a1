// helmfile with what `init` writes and with its example, under both Helm versions.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { installPlugin } from './helm.ts';
import { hostPath, hostTest, prepareContrast, root } from './programs.ts';
import { sample } from './sample.ts';
import { inWorkspace, type Workspace } from './workspace.ts';

const HELMFILES = { 'helm 3': 'helmfile.yaml', 'helm 4': 'helmfile-helm4.yaml' } as const;

async function useHelm(workspace: Workspace, program: keyof typeof HELMFILES): Promise<void> {
  symlinkSync(hostPath(program), join(workspace.folder, 'bin/helm'));
  symlinkSync(hostPath('helmfile'), join(workspace.folder, 'bin/helmfile'));
  if (program === 'helm 4') await installPlugin(workspace);
}

for (const program of ['helm 3', 'helm 4'] as const) {
  hostTest(
    ['helmfile', program],
    `helmfile with ${program}: the command that init prints last prepares every release`,
    () =>
      inWorkspace(async (workspace) => {
        await useHelm(workspace, program);
        const chart = (name: string) =>
          workspace.write(`${name}/Chart.yaml`, `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`);
        chart('web');
        workspace.write('web/templates/web.yaml', sample['web.yaml']);
        chart('nothing');
        workspace.write('nothing/templates/off.yaml', '{{ if .Values.on }}a: 1{{ end }}\n');
        workspace.write(
          'helmfile.yaml',
          'releases:\n- {name: web, chart: ./web}\n- {name: nothing, chart: ./nothing}\n',
        );
        const init = await workspace.run(prepareContrast, ['init', '--platform', 'Metal-QEMU-SNP']);
        assert.equal(init.code, 0, init.stderr);
        const command = init.stdout.trimEnd().split('\n').at(-1)!.trim();
        const { code, stdout, stderr } = await workspace.run('sh', ['-c', command]);
        assert.equal(code, 0, stderr);
        assert.match(stdout, /^ {6}runtimeClassName: contrast-cc$/m);
      }),
  );

  hostTest(['helmfile', program], `helmfile with ${program}: the example gives what Helm alone does`, () =>
    inWorkspace(async (workspace) => {
      await useHelm(workspace, program);
      cpSync(join(root, 'examples'), join(workspace.folder, 'examples'), { recursive: true });
      const cwd = join(workspace.folder, 'examples/helmfile');
      const args = ['--file', HELMFILES[program], 'template'];
      const { code, stdout, stderr } = await workspace.run('helmfile', args, { cwd });
      assert.equal(code, 0, stderr);
      const alone = `examples/${program.replace(' ', '')}/.expected`;
      assert.equal(stdout.trim(), readFileSync(join(root, alone, 'prepared.yaml'), 'utf8').trim());
      assert.match(workspace.read('examples/helmfile/report.txt'), /prepare-contrast: Metal-QEMU-TDX/);
    }),
  );
}
