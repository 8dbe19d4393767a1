import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Hosts that `init` knows how to set up. */
export const HOSTS = ['kustomize', 'kpt', 'helm', 'argocd'] as const;

export type InitHost = (typeof HOSTS)[number];

/** Names that kustomize looks for, in its order. */
export const KUSTOMIZATIONS = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

const SIGNS: readonly (readonly [InitHost, readonly string[]])[] = [
  ['kustomize', KUSTOMIZATIONS],
  ['kpt', ['Kptfile']],
  ['helm', ['Chart.yaml', 'helmfile.yaml', 'helmfile.yaml.gotmpl']],
];

/** The hosts that the files of a folder are for. */
export function hostsOf(folder: string): InitHost[] {
  return SIGNS.filter(([, files]) => files.some((file) => existsSync(join(folder, file)))).map(
    ([host]) => host,
  );
}
