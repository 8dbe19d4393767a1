import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { decode } from '../../decode.ts';
import { append } from '../../edit/edit.ts';
import { Overlay } from '../../edit/overlay.ts';
import { splicesOf } from '../../edit/splice.ts';
import { PreparationError } from '../../errors.ts';
import { joinFiles, type PreparedFile, splitFiles } from '../../files/joined.ts';
import { putText } from '../../files/write.ts';
import { isObject, type Json } from '../../json.ts';
import { boundariesOf } from '../../yaml/documents.ts';
import { resolve as target } from '../../yaml/node.ts';
import { parse } from '../../yaml/parse.ts';
import { toJson } from '../../yaml/to-json.ts';
import { KUSTOMIZATIONS } from './hosts.ts';

/** What became of the host's own file. */
export interface Entry {
  file: string;
  /** `made` where there was none, `kept` where it has the entry already. */
  state: 'made' | 'changed' | 'kept';
  /** Before and after, for a diff. */
  prepared?: PreparedFile;
}

/** Where a function stands in a host's file. */
interface Place {
  path: readonly string[];
  value: Json;
  /** True for an item that is the function already. */
  isIt(item: Json): boolean;
}

/** Adds the configuration to the transformers of the folder's kustomization, and makes one of its manifests where there is none. */
export function kustomizationEntry(folder: string, configuration: string): Entry {
  const name = KUSTOMIZATIONS.find((one) => existsSync(join(folder, one)));
  const place: Place = {
    path: ['transformers'],
    value: configuration,
    isIt: (item) => typeof item === 'string' && item.replace(/^\.\//, '') === configuration,
  };
  if (name !== undefined) return addTo(join(folder, name), place);
  const resources = manifestsIn(folder, configuration);
  const list =
    resources.length === 0
      ? ' []'
      : resources.map((resource) => `\n  - ${JSON.stringify(resource)}`).join('');
  return make(
    join(folder, 'kustomization.yaml'),
    `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:${list}
# after everything else, so that it sees what the cluster would get
transformers:
  - ${configuration}
`,
  );
}

/** Adds the function to the pipeline of the folder's Kptfile, and makes one where there is none. */
export function kptEntry(folder: string, configuration: string, image: string | undefined): Entry {
  const file = join(folder, 'Kptfile');
  const how = image === undefined ? { exec: 'prepare-contrast' } : { image };
  const place: Place = {
    path: ['pipeline', 'mutators'],
    value: { ...how, configPath: configuration },
    isIt: (item) => isObject(item) && item.configPath === configuration,
  };
  if (existsSync(file)) return addTo(file, place);
  return make(
    file,
    `apiVersion: kpt.dev/v1
kind: Kptfile
metadata:
  name: ${JSON.stringify(basename(resolve(folder)))}
pipeline:
  mutators:
    # a function that sets values belongs before this one: it would put back what was prepared
    - ${Object.entries(how)[0]!.join(': ')}
      configPath: ${configuration}
`,
  );
}

function make(file: string, text: string): Entry {
  writeFileSync(file, text, { flag: 'wx' });
  return { file, state: 'made' };
}

/** Adds one item to a list of the file; everything else stays as it is. */
function addTo(file: string, { path, value, isIt }: Place): Entry {
  try {
    const content = decode(readFileSync(file));
    const joined = joinFiles([{ file, content }]);
    const documents = boundariesOf(joined.text).flatMap(
      ({ start, end }) => parse(joined.text, start, end) ?? [],
    );
    const [document] = documents;
    if (!document || documents.length > 1 || target(document.root).kind !== 'map')
      throw new PreparationError('is not one object');
    const items = path.reduce<Json | undefined>(
      (part, key) => (isObject(part) ? part[key] : undefined),
      toJson(document.root),
    );
    if (Array.isArray(items) && items.some(isIt)) return { file, state: 'kept' };
    const overlay = new Overlay(document);
    overlay.apply([], append([...path], value));
    const [prepared] = splitFiles([{ file, content }], joined, splicesOf(joined.text, document, overlay));
    putText(file, prepared!.prepared, statSync(file).mode & 0o777);
    return { file, state: 'changed', prepared: prepared! };
  } catch (error) {
    throw new PreparationError(
      `${file}: ${(error as Error).message}. Nothing in it was changed; add to ${path.join('.')} yourself: ${JSON.stringify(value)}`,
    );
  }
}

/** What a new kustomization is made of: manifests, which have a kind. */
function manifestsIn(folder: string, configuration: string): string[] {
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/i.test(name) && !name.startsWith('.') && name !== configuration)
    .filter((name) => /^kind:/m.test(readFileSync(join(folder, name), 'utf8')))
    .sort();
}
