// Brings the definitions of custom resources that the examples have, so that kubectl-validate can judge them. They are files of Go
// modules, whose bytes Go checks. Config Sync and Porch have none that can be had so.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { unzip } from './unzip.mjs';

/** Module and version → the file in it. */
const definitions = {
  'github.com/fluxcd/source-controller@v1.9.6':
    'config/crd/bases/source.toolkit.fluxcd.io_ocirepositories.yaml',
  'github.com/fluxcd/kustomize-controller@v1.9.6':
    'config/crd/bases/kustomize.toolkit.fluxcd.io_kustomizations.yaml',
  'github.com/argoproj/argo-cd/v3@v3.5.7': 'manifests/crds/application-crd.yaml',
};

/** Says which definitions are in the folder, as the last of its files. */
const LIST = 'sources.json';

/** Writes the definitions into a folder, where they are not there yet and Go is. */
export function bringCustomResources(folder) {
  if (isComplete(folder)) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [module, path] of Object.entries(definitions)) {
    console.log(`go mod download ${module}`);
    const { status, stdout, error } = spawnSync('go', ['mod', 'download', '-json', module], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (status !== 0) return console.error(error?.message ?? stdout);
    const { Zip: archive } = JSON.parse(stdout);
    writeFileSync(join(folder, basename(path)), unzip(archive, `${module}/${path}`));
  }
  writeFileSync(join(folder, LIST), JSON.stringify(definitions));
}

/** True where the folder has the definitions of these versions. */
export function isComplete(folder) {
  const list = join(folder, LIST);
  return existsSync(list) && readFileSync(list, 'utf8') === JSON.stringify(definitions);
}
