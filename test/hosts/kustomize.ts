import { dump } from 'js-yaml';
import { functionConfig, type Host, IMAGE } from './host.ts';
import { hostPath, type Program } from './programs.ts';

/** kustomize, standalone or as a part of kubectl, with the function as a transformer. */
export function kustomize(program: Program, runtime: 'exec' | 'container'): Host {
  const how = runtime === 'exec' ? { exec: { path: 'prepare-contrast' } } : { container: { image: IMAGE } };
  return {
    title: `${program}, ${runtime} function`,
    program,
    keepsComments: false,
    showsFailure: true,
    showsResults: false,
    usesEngine: runtime === 'container',
    async prepare(workspace, { files, spec }) {
      for (const [name, text] of Object.entries(files)) workspace.write(`build/${name}`, text);
      const kustomization = { resources: Object.keys(files), transformers: ['prepare-contrast.yaml'] };
      workspace.write('build/kustomization.yaml', dump(kustomization));
      const annotations = { 'config.kubernetes.io/function': dump(how) };
      workspace.write('build/prepare-contrast.yaml', functionConfig(spec, annotations));
      const build = program.startsWith('kubectl') ? ['kustomize'] : ['build', '--enable-exec'];
      const outcome = await workspace.run(hostPath(program), [...build, '--enable-alpha-plugins', 'build']);
      return { ...outcome, manifests: outcome.stdout };
    },
  };
}
