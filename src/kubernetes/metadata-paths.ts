import { mapAt, type Path } from '../yaml/access.ts';
import type { MapNode } from '../yaml/node.ts';

/**
 * Where a workload has metadata, from the object's own to that of its pods, which may not exist; a CronJob has some in between. A Pod
 * has one alone.
 *
 * @param podMetadataPath - path of the metadata of the pod template, or of the Pod
 */
export function metadataPaths(root: MapNode, podMetadataPath: Path): Path[] {
  const outer = podMetadataPath
    .map((_, index) => [...podMetadataPath.slice(0, index), 'metadata'])
    .slice(0, -1)
    .filter((path) => mapAt(root, ...path));
  return [...outer, podMetadataPath];
}
