// Downloads the definitions of the custom resources in the examples for kubectl-validate. They are files of Go modules, which Go
// verifies. Config Sync and Porch publish no such module.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { unzipSync } from 'fflate';

/** Module and version → the file in it. */
const definitions = {
  'github.com/fluxcd/source-controller@v1.9.6':
    'config/crd/bases/source.toolkit.fluxcd.io_ocirepositories.yaml',
  'github.com/fluxcd/kustomize-controller@v1.9.6':
    'config/crd/bases/kustomize.toolkit.fluxcd.io_kustomizations.yaml',
  'github.com/argoproj/argo-cd/v3@v3.5.7': 'manifests/crds/application-crd.yaml',
};

/** Lists the definitions in the folder; written last. */
const LIST = 'sources.json';

/** Writes the definitions into a folder if they are missing and Go is installed. */
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
    writeFileSync(join(folder, basename(path)), unzipped(archive, `${module}/${path}`));
  }
  writeFileSync(join(folder, LIST), JSON.stringify(definitions));
}

/** Returns a file of a zip archive. */
export function unzipped(archive, name) {
  const file = unzipSync(readFileSync(archive), { filter: (one) => one.name === name })[name];
  if (!file) throw new Error(`${archive} does not contain ${name}`);
  return file;
}

/** True if the folder has the definitions of these versions. */
export function isComplete(folder) {
  const list = join(folder, LIST);
  return existsSync(list) && readFileSync(list, 'utf8') === JSON.stringify(definitions);
}
