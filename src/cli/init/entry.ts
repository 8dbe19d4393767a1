import { existsSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { PreparationError } from '../../util/errors.ts';
import { isObject, type Json } from '../../util/json.ts';
import { append, type Edit, set } from '../../yaml/edit/edit.ts';
import { printString } from '../../yaml/edit/print-data.ts';
import { type Entry, editFile } from './edit-file.ts';

/** Adds the function to the pipeline of the folder's Kptfile, which is created if missing. */
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
  name: ${printString(basename(resolve(folder)), false)}
pipeline:
  mutators:
    # a function that sets values belongs before this one: it would undo the preparation
    - ${key}: ${printString(program, false)}
      configPath: ${printString(configuration, false)}
`,
  );
}

/** The arguments of the post-renderer: Helm 3 needs the first, with which a chart without manifests is not an error; Helm 4 accepts it. */
export function postRendererArguments(configuration: string): string[] {
  return ['post-render', `--config=${configuration}`];
}

/** Sets the program as the post-renderer of all releases of the folder's helmfile; undefined without a helmfile. */
export function helmfileEntry(folder: string, configuration: string): Entry | undefined {
  const file = join(folder, 'helmfile.yaml');
  if (!existsSync(file)) return undefined;
  const settings = {
    postRenderer: 'prepare-contrast',
    postRendererArgs: postRendererArguments(configuration),
  };
  return toldOf(file, 'helmDefaults', settings, () =>
    editFile(file, (object) => {
      const defaults = isObject(object) && isObject(object.helmDefaults) ? object.helmDefaults : {};
      if (defaults.postRenderer === settings.postRenderer) return [];
      if (defaults.postRenderer !== undefined)
        throw new PreparationError(
          'init-not-possible',
          `has another post-renderer, ${JSON.stringify(defaults.postRenderer)}`,
        );
      return Object.entries(settings).map(([key, value]): Edit => set(['helmDefaults', key], value));
    }),
  );
}

/** Writes a new file. */
export function make(file: string, text: string): Entry {
  writeFileSync(file, text, { flag: 'wx' });
  return { file, state: 'made' };
}

/** Adds one item to a list of the file and changes nothing else. `isIt` is true for an item that already is the function. */
export function addTo(
  file: string,
  path: readonly string[],
  value: Json,
  isIt: (item: Json) => boolean,
): Entry {
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

/** Reports the manual step if the file cannot be edited. */
function toldOf(file: string, place: string, value: Json, work: () => Entry): Entry {
  try {
    return work();
  } catch (error) {
    throw new PreparationError(
      'init-not-possible',
      `${file}: ${(error as Error).message}; the file is unchanged; add to ${place}: ${JSON.stringify(value)}`,
    );
  }
}
