import { generatedAnnotation } from '../contrast/generated-annotations.ts';
import { isConfidential, readRuntimeClass } from '../contrast/runtime-class.ts';
import { createsPods } from '../kubernetes/kinds/lookup.ts';
import { formatObjectName } from '../kubernetes/object-name.ts';
import type { Resource } from '../manifest/types.ts';
import { mapAt, type Path, stringsOf, textAt } from '../yaml/access.ts';
import { visitMaps } from '../yaml/visit.ts';

/** A workload that `contrast generate` writes a policy for. */
export interface Marked {
  /** `Deployment shop/web` */
  title: string;
  hasPolicy: boolean;
  /** True for an item of a list. */
  inList: boolean;
}

/** Returns the pods with a RuntimeClass of Contrast, including those of custom resources and of objects in objects. */
export function markedWorkloads(resources: readonly Resource[]): Marked[] {
  return resources.flatMap((resource) =>
    markedPodSpecs(resource).map((path) => ({
      title: formatObjectName(resource),
      hasPolicy: hasPolicy(resource, path),
      inList: resource.base.length > 0,
    })),
  );
}

/** Paths of objects with such a class: only PodSpecs have a field with this name. */
function markedPodSpecs(resource: Resource): Path[] {
  if (!createsPods(resource) || resource.mentions?.('runtimeClassName') === false) return [];
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
