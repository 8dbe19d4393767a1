import { generatedAnnotation } from '../contrast/generated.ts';
import { isConfidential, readRuntimeClass } from '../contrast/runtime-class.ts';
import type { Resource } from '../frame.ts';
import { podsHeldBy } from '../kube/held-pods.ts';
import { objectTitle } from '../kube/object-title.ts';
import { podTemplatePaths } from '../kube/workload-kinds.ts';
import { mapAt, type Path, stringsOf, textAt } from '../yaml/read.ts';

/** A workload that `contrast generate` writes a policy for. */
export interface Marked {
  /** `Deployment shop/web` */
  title: string;
  hasPolicy: boolean;
  /** True for an item of a list. */
  inList: boolean;
}

/** The workloads among the objects whose pods run under a class of Contrast's, custom resources included. */
export function markedWorkloads(resources: readonly Resource[]): Marked[] {
  return resources.flatMap((resource) =>
    podSpecsOf(resource)
      .filter((path) => {
        const className = textAt(mapAt(resource.root, ...path), 'runtimeClassName');
        return className !== undefined && isConfidential(readRuntimeClass(className));
      })
      .map((path) => ({
        title: objectTitle(resource),
        hasPolicy: hasPolicy(resource, path),
        inList: resource.base.length > 0,
      })),
  );
}

function podSpecsOf(resource: Resource): Path[] {
  // It makes no pods by itself.
  if (resource.kind === 'PodTemplate') return [];
  const builtIn = podTemplatePaths(resource, []);
  if (builtIn.length > 0) return builtIn.map((path) => [...path, 'spec']);
  if (resource.mentions?.('runtimeClassName') === false) return [];
  return podsHeldBy(resource.root).map(({ path }) => path);
}

function hasPolicy({ root }: Resource, podSpec: Path): boolean {
  const annotations = {
    ...stringsOf(mapAt(root, 'metadata', 'annotations')),
    ...stringsOf(mapAt(root, ...podSpec.slice(0, -1), 'metadata', 'annotations')),
  };
  return generatedAnnotation(annotations) !== undefined;
}
