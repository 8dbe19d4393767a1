import { isPodless } from '../kubernetes/kinds/lookup.ts';
import { readManifests } from '../manifest/read.ts';
import type { Input } from '../manifest/types.ts';
import type { SourceText } from '../yaml/source.ts';

/** Kinds without pods that say something about pods that run. */
const READ = new Set(['Event', 'Namespace']);

/**
 * Finds the objects of one side of a comparison. Those of other kinds, such as Secrets, are not read.
 *
 * @param namespace - Namespace of objects that name none.
 * @throws InputError for invalid syntax; objects are parsed when they are used.
 */
export function readObjects(source: SourceText, namespace = ''): Input {
  return readManifests(source, {
    isOfInterest: (apiVersion, kind) => !isPodless(apiVersion, kind) || READ.has(kind),
    namespace,
  });
}
