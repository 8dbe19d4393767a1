import { generatedAnnotation } from '../contrast/generated.ts';
import { isConfidential, readRuntimeClass } from '../contrast/runtime-class.ts';
import type { Resource } from '../frame.ts';
import { objectTitle } from '../kube/object-title.ts';
import { mapAt, type Path, stringsOf, textAt } from '../yaml/read.ts';
import { visitMaps } from '../yaml/visit-maps.ts';

/** A workload that `contrast generate` writes a policy for. */
export interface Marked {
  /** `Deployment shop/web` */
  title: string;
  hasPolicy: boolean;
  /** True for an item of a list. */
  inList: boolean;
}

/** The pods among the objects that run under a class of Contrast's, those of custom resources and of objects in objects included. */
export function markedWorkloads(resources: readonly Resource[]): Marked[] {
  return resources.flatMap((resource) =>
    markedPodSpecs(resource).map((path) => ({
      title: objectTitle(resource),
      hasPolicy: hasPolicy(resource, path),
      inList: resource.base.length > 0,
    })),
  );
}

/** Paths of what has such a class: no field but that of a PodSpec is called so. */
function markedPodSpecs(resource: Resource): Path[] {
  // It makes no pods by itself.
  if (resource.kind === 'PodTemplate' || resource.mentions?.('runtimeClassName') === false) return [];
  const found: Path[] = [];
  visitMaps(resource.root, [], (map, path) => {
    const className = textAt(map, 'runtimeClassName');
    if (className !== undefined && isConfidential(readRuntimeClass(className))) found.push(path);
    return true;
  });
  return found;
}

function hasPolicy({ root }: Resource, podSpec: Path): boolean {
  const annotations = {
    ...stringsOf(mapAt(root, 'metadata', 'annotations')),
    ...stringsOf(mapAt(root, ...podSpec.slice(0, -1), 'metadata', 'annotations')),
  };
  return generatedAnnotation(annotations) !== undefined;
}
