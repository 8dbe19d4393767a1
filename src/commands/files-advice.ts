import type { Tree } from '../files/tree.ts';
import type { Arguments } from './arguments.ts';

/** What to do with a folder whose files are not yet what a cluster gets. */
export function adviceFor({ path, kind }: Tree['recognised'][number], given: Arguments): string {
  const flags = flagsOf(given);
  if (kind === 'chart') {
    return (
      'is a Helm chart, whose templates are no manifests yet. Prepare what Helm renders: ' +
      `helm template NAME ${quoted(path)} | prepare-contrast post-render${flags} > prepared.yaml`
    );
  }
  return (
    'is a kustomization, whose files are only parts of what a cluster gets. Prepare what kustomize builds: ' +
    `kustomize build ${quoted(path)} | prepare-contrast${flags} > prepared.yaml`
  );
}

/** The configuration of this run, for another command line. */
function flagsOf({ config, namespace, assignments }: Arguments): string {
  const settings = assignments.filter(({ source }) => source.startsWith('--'));
  const flags = [
    ...(config === undefined ? [] : ['--config', config]),
    ...(namespace === undefined ? [] : ['--namespace', namespace]),
    ...settings.flatMap(({ source, value }) => [
      source,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  ];
  return flags.map((flag) => ` ${quoted(flag)}`).join('');
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
