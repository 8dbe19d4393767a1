import { readFileSync } from 'node:fs';
import { dump } from 'js-yaml';
import { withCluster } from './cluster.ts';
import { functionConfig, type Host } from './host.ts';
import { hostPath, pluginManifest } from './programs.ts';
import type { Outcome, Workspace } from './workspace.ts';

/** A plugin has its own command; an executable needs it as an argument, to accept an empty chart. */
const POST_RENDER = {
  'helm 3': ['--post-renderer', 'prepare-contrast', '--post-renderer-args', 'post-render'],
  'helm 4': ['--post-renderer', 'prepare-contrast'],
};
const CONFIG = ['--post-renderer-args', '--config=prepare-contrast.yaml'];
const DRY_RUN = ['--dry-run=client', '--disable-openapi-validation', '-o', 'json'];

/** Helm, with the function as a post-renderer over a chart whose templates are the files. */
export function helm(program: 'helm 3' | 'helm 4', command: 'template' | 'install'): Host {
  return {
    title: `${program} ${command}`,
    program,
    keepsComments: true,
    showsFailure: program === 'helm 3',
    showsResults: false,
    usesEngine: false,
    async prepare(workspace, { files, spec }) {
      workspace.write('chart/Chart.yaml', dump({ apiVersion: 'v2', name: 'chart', version: '0.1.0' }));
      for (const [name, text] of Object.entries(files)) {
        workspace.write(`chart/templates/${name}`, text.replaceAll('{{', '{{ "{{" }}'));
      }
      workspace.write('prepare-contrast.yaml', functionConfig(spec));
      if (program === 'helm 4') await installPlugin(workspace);

      const call = (...more: string[]): Promise<Outcome> =>
        workspace.run(hostPath(program), [
          command,
          'release',
          'chart',
          '-n',
          'default',
          ...POST_RENDER[program],
          ...CONFIG,
          ...more,
        ]);
      if (command === 'template') {
        const outcome = await call();
        return { ...outcome, manifests: outcome.stdout };
      }
      const outcome =
        program === 'helm 4'
          ? await call(...DRY_RUN)
          : await besideCluster(workspace, () => call(...DRY_RUN));
      return { ...outcome, manifests: outcome.code === 0 ? released(outcome.stdout) : '' };
    },
  };
}

/** Helm 3 asks a cluster what it serves even for a dry run on the client; Helm 4 does not. */
function besideCluster(workspace: Workspace, install: () => Promise<Outcome>): Promise<Outcome> {
  return withCluster((kubeconfig) => {
    workspace.write('kubeconfig', kubeconfig);
    return install();
  });
}

/** The manifests of a release as `-o json` gives it, hooks included. */
function released(json: string): string {
  const release = JSON.parse(json) as { manifest: string; hooks?: { manifest: string }[] };
  return [release.manifest, ...(release.hooks ?? []).map((hook) => hook.manifest)].join('\n---\n');
}

/** The plugin as it is shipped, with `prepare-contrast` of the workspace as its program. */
export async function installPlugin(workspace: Workspace): Promise<void> {
  workspace.write('plugin/prepare-contrast/plugin.yaml', readFileSync(pluginManifest, 'utf8'));
  workspace.write('plugin/prepare-contrast/prepare-contrast.cjs', FORWARD);
  const { code, stderr } = await workspace.run(hostPath('helm 4'), [
    'plugin',
    'install',
    'plugin/prepare-contrast',
  ]);
  if (code !== 0) throw new Error(`helm plugin install: ${stderr}`);
}

const FORWARD = `const { spawnSync } = require('node:child_process');
process.exitCode = spawnSync('prepare-contrast', process.argv.slice(2), { stdio: 'inherit' }).status;
`;
