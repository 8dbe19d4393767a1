import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { PreparationError } from '../../util/errors.ts';
import { isObject, type Json } from '../../util/json.ts';
import { printable } from '../../util/text.ts';
import { printString } from '../../yaml/edit/print-data.ts';
import { loadYaml } from '../../yaml/load.ts';
import { overlayOf } from '../prepared-overlay.ts';
import type { Entry } from './edit-file.ts';
import { addTo, make } from './entry.ts';
import { kustomizationIn } from './hosts.ts';
import { manifestsIn } from './manifests.ts';
import { SCHEMA_FILE } from './schema-file.ts';

/**
 * Returns the folder that gets the configuration and the entry: the overlay beside a folder with a kustomization, so that everybody can
 * still build that without plugins; the folder itself if it has no kustomization, has the entry already, or the user wants it `inPlace`.
 * @throws PreparationError if the overlay would be outside the repository, or its folder is used for something else.
 */
export function kustomizeTarget(folder: string, configuration: string, inPlace: boolean): string {
  const kustomization = kustomizationIn(folder);
  if (inPlace || kustomization === undefined || lists(kustomization, 'transformers', configuration))
    return folder;
  const full = resolve(folder);
  if (existsSync(join(full, '.git')) || dirname(full) === full)
    throw new PreparationError(
      'init-wrong-folder',
      'init: this folder is the root of the repository, and kustomize rejects an overlay inside its base. Move the manifests and the kustomization into a folder such as base, and run init there; or add --in-place to change this kustomization, after which every build of it needs the flags of kustomize',
    );
  const overlay = overlayOf(folder);
  if (!isFreeOrOurs(overlay, baseOf(folder), configuration))
    throw new PreparationError(
      'init-not-possible',
      printable(
        `init: ${overlay}: exists and is not an overlay of ${baseOf(folder)} with ${configuration} as a transformer; rename it, or add --in-place to change the kustomization of this folder`,
      ),
    );
  return overlay;
}

/** Adds the configuration to the kustomization of the target folder; without one, creates an overlay of `folder`, or a list of its manifests. */
export function kustomizationEntry(folder: string, target: string, configuration: string): Entry {
  const existing = kustomizationIn(target);
  if (existing !== undefined) return addTo(existing, ['transformers'], configuration, isFile(configuration));
  const { names, leftOut } =
    target === folder ? manifestsIn(folder, configuration) : { names: [baseOf(folder)], leftOut: [] };
  const list =
    names.length === 0 ? ' []' : names.map((resource) => `\n  - ${printString(resource, false)}`).join('');
  const entry = make(
    join(target, 'kustomization.yaml'),
    `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:${list}
# after everything else, so that it sees what the cluster would get
transformers:
  - ${printString(configuration, false)}
`,
  );
  return { ...entry, leftOut };
}

/** The base, as its overlay names it. */
function baseOf(folder: string): string {
  return `../${basename(resolve(folder))}`;
}

function isFreeOrOurs(overlay: string, base: string, configuration: string): boolean {
  const status = statSync(overlay, { throwIfNoEntry: false });
  if (status === undefined) return true;
  if (!status.isDirectory()) return false;
  const kustomization = kustomizationIn(overlay);
  if (kustomization === undefined)
    return readdirSync(overlay).every((name) => name === configuration || name === SCHEMA_FILE);
  return lists(kustomization, 'resources', base) && lists(kustomization, 'transformers', configuration);
}

/** Returns true if a list of the kustomization has the path; false also for what cannot be parsed. */
function lists(kustomization: string, key: string, path: string): boolean {
  try {
    const object = loadYaml(readFileSync(kustomization, 'utf8'));
    const items = isObject(object) ? object[key] : undefined;
    return Array.isArray(items) && items.some(isFile(path));
  } catch {
    return false;
  }
}

function isFile(path: string): (item: Json) => boolean {
  return (item) => typeof item === 'string' && item.replace(/^\.\//, '').replace(/\/$/, '') === path;
}
