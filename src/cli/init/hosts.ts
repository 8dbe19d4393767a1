import { type Dirent, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KUSTOMIZATIONS } from '../../files/file-patterns.ts';

/** Hosts that `init` knows how to set up. */
export const HOSTS = ['kustomize', 'kpt', 'helm', 'argocd'] as const;

export type InitHost = (typeof HOSTS)[number];

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

/** The file of a folder that makes it a kustomization. */
export function kustomizationIn(folder: string): string | undefined {
  return KUSTOMIZATIONS.map((name) => join(folder, name)).find((file) => existsSync(file));
}

/** Maximum depth of the search: overlays are two or three folders deep. */
const DEEPEST = 3;

/** The kustomizations below a folder, as paths from there. */
export function kustomizationsBelow(folder: string, path = '', depth = 1): string[] {
  return foldersIn(join(folder, path)).flatMap((name) => {
    const inside = path === '' ? name : `${path}/${name}`;
    const isOne = kustomizationIn(join(folder, inside)) !== undefined;
    const below = depth < DEEPEST ? kustomizationsBelow(folder, inside, depth + 1) : [];
    return isOne ? [inside, ...below] : below;
  });
}

function foldersIn(folder: string): string[] {
  let items: Dirent[];
  try {
    items = readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // It is closed to us, so it says nothing.
  }
  return items
    .filter((item) => item.isDirectory() && !item.name.startsWith('.') && item.name !== 'node_modules')
    .map(({ name }) => name)
    .sort();
}

/** Files of the folder that hold Argo CD's applications, which are rendered from other folders. */
export function applicationsIn(folder: string): string[] {
  return yamlFilesIn(
    folder,
    (text) =>
      /^apiVersion:\s*["']?argoproj\.io\//m.test(text) && /^kind:\s*["']?Application(Set)?\b/m.test(text),
  );
}

/** The YAML files of a folder whose text is of the wanted kind. */
function yamlFilesIn(folder: string, isWanted: (text: string) => boolean): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((item) => item.isFile() && /\.ya?ml$/i.test(item.name) && !item.name.startsWith('.'))
    .map(({ name }) => name)
    .filter((name) => isWanted(readFileSync(join(folder, name), 'utf8')))
    .sort();
}
