import { dump } from 'js-yaml';
import { functionConfig, type Host, IMAGE } from './host.ts';
import { hostPath } from './programs.ts';

const CONFIG = 'prepare-contrast.yaml';

/** kpt, with the function in a package's pipeline (`render`) or called once (`eval`). */
export function kpt(command: 'render' | 'eval', runtime: 'exec' | 'image'): Host {
  const what = runtime === 'exec' ? 'prepare-contrast' : IMAGE;
  const call = {
    render: ['render', 'package', '--allow-exec'],
    eval: ['eval', 'package', `--${runtime}`, what, '--fn-config', `package/${CONFIG}`],
  }[command];
  const pipeline = command === 'render' ? { mutators: [{ [runtime]: what, configPath: CONFIG }] } : {};
  const kptfile = { apiVersion: 'kpt.dev/v1', kind: 'Kptfile', metadata: { name: 'package' }, pipeline };
  return {
    title: `kpt fn ${command}, ${runtime}`,
    program: 'kpt',
    keepsComments: true,
    showsFailure: true,
    showsResults: true,
    usesEngine: runtime === 'image',
    async prepare(workspace, { files, spec }) {
      for (const [name, text] of Object.entries(files)) workspace.write(`package/${name}`, text);
      workspace.write('package/Kptfile', dump(kptfile));
      const local = { 'config.kubernetes.io/local-config': 'true' };
      workspace.write(`package/${CONFIG}`, functionConfig(spec, local));
      const outcome = await workspace.run(hostPath('kpt'), ['fn', ...call, '--truncate-output=false']);
      const written = Object.keys(files).map((name) => workspace.read(`package/${name}`));
      return { ...outcome, manifests: outcome.code === 0 ? written.join('\n---\n') : '' };
    },
  };
}
