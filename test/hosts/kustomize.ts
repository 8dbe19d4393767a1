import { dump } from 'js-yaml';
import { functionConfig, type Host, IMAGE } from './host.ts';
import { hostPath, type Program } from './programs.ts';

/** Where kustomize looks for the plugin of a kind, below XDG_CONFIG_HOME. */
const PLUGIN = 'kustomize/plugin/prepare-contrast.dev/v1alpha1/preparecontrast/PrepareContrast';

/** kustomize, standalone or as a part of kubectl, with the program as a transformer: a function, or a plugin of the older kind. */
export function kustomize(program: Program, runtime: 'exec' | 'container' | 'plugin'): Host {
  const how = runtime === 'exec' ? { exec: { path: 'prepare-contrast' } } : { container: { image: IMAGE } };
  return {
    title: `${program}, ${runtime === 'plugin' ? 'exec plugin' : `${runtime} function`}`,
    program,
    keepsComments: false,
    showsFailure: true,
    showsResults: false,
    usesEngine: runtime === 'container',
    async prepare(workspace, { files, spec }) {
      for (const [name, text] of Object.entries(files)) workspace.write(`build/${name}`, text);
      const kustomization = { resources: Object.keys(files), transformers: ['prepare-contrast.yaml'] };
      workspace.write('build/kustomization.yaml', dump(kustomization));
      const annotations: Record<string, string> =
        runtime === 'plugin' ? {} : { 'config.kubernetes.io/function': dump(how) };
      if (runtime === 'plugin') {
        const plugin = `home/config/${PLUGIN}`;
        workspace.write(plugin, '#!/bin/sh\nexec prepare-contrast "$@"\n', 0o755);
      }
      workspace.write('build/prepare-contrast.yaml', functionConfig(spec, annotations));
      const build = program.startsWith('kubectl') ? ['kustomize'] : ['build', '--enable-exec'];
      const outcome = await workspace.run(hostPath(program), [...build, '--enable-alpha-plugins', 'build']);
      return { ...outcome, manifests: outcome.stdout };
    },
  };
}
