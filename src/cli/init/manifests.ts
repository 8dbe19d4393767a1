import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { GROUP } from '../../config/document.ts';
import { IMAGE_SIZES } from '../../config/image-sizes.ts';
import { MANIFEST } from '../../files/file-patterns.ts';
import { holdsKindless, MISSING_KIND } from '../../files/missing-kind.ts';
import type { FileProblem } from '../../files/tree.ts';
import { groupOf } from '../../kubernetes/kinds/kind.ts';
import { readManifests } from '../../manifest/read.ts';
import { PreparationError, type Problem } from '../../util/errors.ts';
import { linesOf } from '../../yaml/carriage-returns.ts';
import { decode } from '../../yaml/decode.ts';
import { sourceText } from '../../yaml/source.ts';
import { readFile } from '../configuration-file.ts';

/** The files of a folder that have the names of manifests. */
export interface FolderManifests {
  /** Names of those that hold nothing but objects, in their order. */
  names: string[];
  /** The others, by their names, and why they are none. */
  leftOut: FileProblem[];
}

/** Separates the manifests of a folder from other YAML and JSON, such as values; `configuration` and hidden files are skipped. */
export function manifestsIn(folder: string, configuration: string): FolderManifests {
  const found: FolderManifests = { names: [], leftOut: [] };
  for (const name of readdirSync(folder).sort()) {
    if (!MANIFEST.test(name) || name.startsWith('.') || name === configuration) continue;
    const path = join(folder, name);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) continue;
    const problem = problemOf(path);
    if (problem === undefined) found.names.push(name);
    else found.leftOut.push({ path: name, ...problem });
  }
  return found;
}

/** Returns why a file is not a manifest; undefined for a manifest. */
function problemOf(path: string): Problem | undefined {
  try {
    const { text } = linesOf(decode(readFile(path)));
    const source = sourceText(text.endsWith('\n') ? text : `${text}\n`);
    const input = readManifests(source, { isOfInterest: () => true, namespace: '', complete: true });
    const { resources, list } = input;
    if (list) return notManifest('is a ResourceList, the input of a KRM function');
    if (resources.length === 0) return notManifest('contains no object');
    if (holdsKindless(input)) return notManifest(MISSING_KIND);
    // A file of image sizes may be an item; other objects of this program are not for the cluster.
    const isOwn = resources.some(
      ({ apiVersion, kind }) => groupOf(apiVersion) === GROUP && kind !== IMAGE_SIZES.kind,
    );
    return isOwn ? notManifest('is only for prepare-contrast') : undefined;
  } catch (error) {
    if (error instanceof PreparationError) return { code: error.code, message: error.message };
    throw error;
  }
}

function notManifest(message: string): Problem {
  return { code: 'file-not-manifest', message };
}
