import { existsSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { append, type Edit, set } from '../../edit/edit.ts';
import { renderString } from '../../edit/render-data.ts';
import { PreparationError } from '../../errors.ts';
import { KUSTOMIZATIONS } from '../../files/names.ts';
import { isObject, type Json } from '../../json.ts';
import { type Entry, editFile } from './edit-file.ts';
import { manifestsIn } from './manifests.ts';

/** Adds the configuration to the transformers of the folder's kustomization, and makes one of its manifests where there is none. */
export function kustomizationEntry(folder: string, configuration: string): Entry {
  const name = KUSTOMIZATIONS.find((one) => existsSync(join(folder, one)));
  const isIt = (item: Json) => typeof item === 'string' && item.replace(/^\.\//, '') === configuration;
  if (name !== undefined) return addTo(join(folder, name), ['transformers'], configuration, isIt);
  const { names, leftOut } = manifestsIn(folder, configuration);
  const list =
    names.length === 0 ? ' []' : names.map((resource) => `\n  - ${renderString(resource, false)}`).join('');
  const entry = make(
    join(folder, 'kustomization.yaml'),
    `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:${list}
# after everything else, so that it sees what the cluster would get
transformers:
  - ${renderString(configuration, false)}
`,
  );
  return { ...entry, leftOut };
}

/** Adds the function to the pipeline of the folder's Kptfile, and makes one where there is none. */
export function kptEntry(folder: string, configuration: string, image: string | undefined): Entry {
  const file = join(folder, 'Kptfile');
  const [key, program] = image === undefined ? ['exec', 'prepare-contrast'] : ['image', image];
  const isIt = (item: Json) => isObject(item) && item.configPath === configuration;
  if (existsSync(file))
    return addTo(file, ['pipeline', 'mutators'], { [key]: program, configPath: configuration }, isIt);
  return make(
    file,
    `apiVersion: kpt.dev/v1
kind: Kptfile
metadata:
  name: ${renderString(basename(resolve(folder)), false)}
pipeline:
  mutators:
    # a function that sets values belongs before this one: it would put back what was prepared
    - ${key}: ${renderString(program, false)}
      configPath: ${renderString(configuration, false)}
`,
  );
}

/** Makes the program the post-renderer of all releases of the folder's helmfile; undefined where there is none. */
export function helmfileEntry(folder: string, configuration: string): Entry | undefined {
  const file = join(folder, 'helmfile.yaml');
  if (!existsSync(file)) return undefined;
  const settings = { postRenderer: 'prepare-contrast', postRendererArgs: [`--config=${configuration}`] };
  return toldOf(file, 'helmDefaults', settings, () =>
    editFile(file, (object) => {
      const defaults = isObject(object) && isObject(object.helmDefaults) ? object.helmDefaults : {};
      if (defaults.postRenderer === settings.postRenderer) return [];
      if (defaults.postRenderer !== undefined)
        throw new PreparationError(`has another post-renderer, ${JSON.stringify(defaults.postRenderer)}`);
      return Object.entries(settings).map(([key, value]): Edit => set(['helmDefaults', key], value));
    }),
  );
}

function make(file: string, text: string): Entry {
  writeFileSync(file, text, { flag: 'wx' });
  return { file, state: 'made' };
}

/** Adds one item to a list of the file; everything else stays as it is. `isIt` is true for an item that is the function already. */
function addTo(file: string, path: readonly string[], value: Json, isIt: (item: Json) => boolean): Entry {
  return toldOf(file, path.join('.'), value, () =>
    editFile(file, (object) => {
      const items = path.reduce<Json | undefined>(
        (part, key) => (isObject(part) ? part[key] : undefined),
        object,
      );
      return Array.isArray(items) && items.some(isIt) ? [] : [append([...path], value)];
    }),
  );
}

/** Says what is to be done by hand where it could not be done here. */
function toldOf(file: string, place: string, value: Json, work: () => Entry): Entry {
  try {
    return work();
  } catch (error) {
    throw new PreparationError(
      `${file}: ${(error as Error).message}. Nothing in it was changed; add to ${place} yourself: ${JSON.stringify(value)}`,
    );
  }
}
