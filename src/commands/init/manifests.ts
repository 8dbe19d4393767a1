import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { GROUP } from '../../config/document.ts';
import { IMAGE_SIZES_KIND } from '../../config/image-sizes.ts';
import { decode } from '../../decode.ts';
import { PreparationError } from '../../errors.ts';
import { holdsKindless, KINDLESS } from '../../files/kindless.ts';
import { MANIFEST } from '../../files/names.ts';
import type { Problem } from '../../files/tree.ts';
import { frame } from '../../frame.ts';
import { groupOf } from '../../kube/workload-kinds.ts';
import { sourceText } from '../../yaml/source-text.ts';
import { readFile } from '../configuration-file.ts';

/** The files of a folder that have the names of manifests. */
export interface FolderManifests {
  /** Names of those that hold nothing but objects, in their order. */
  names: string[];
  /** The others, by their names, and why they are none. */
  leftOut: Problem[];
}

/** Tells the manifests of a folder from other YAML and JSON, such as values; `configuration` and hidden files are none of them. */
export function manifestsIn(folder: string, configuration: string): FolderManifests {
  const found: FolderManifests = { names: [], leftOut: [] };
  for (const name of readdirSync(folder).sort()) {
    if (!MANIFEST.test(name) || name.startsWith('.') || name === configuration) continue;
    const path = join(folder, name);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) continue;
    const message = problemOf(path);
    if (message === undefined) found.names.push(name);
    else found.leftOut.push({ path: name, message });
  }
  return found;
}

/** Why a file is no manifest; undefined where it is one. */
function problemOf(path: string): string | undefined {
  try {
    const text = decode(readFile(path));
    const source = sourceText(text.endsWith('\n') ? text : `${text}\n`);
    const input = frame(source, { isOfInterest: () => true, namespace: '', whole: true });
    const { resources, list } = input;
    if (list) return 'is a ResourceList, which hosts hand to functions';
    if (resources.length === 0) return 'holds no object';
    if (holdsKindless(input)) return KINDLESS;
    // Sizes of images may come along as an item; nothing else of this program's is for the cluster.
    const isOwn = resources.some(
      ({ apiVersion, kind }) => groupOf(apiVersion) === GROUP && kind !== IMAGE_SIZES_KIND,
    );
    return isOwn ? 'is for prepare-contrast alone' : undefined;
  } catch (error) {
    if (error instanceof PreparationError) return error.message;
    throw error;
  }
}
