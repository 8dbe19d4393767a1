import { generatedAnnotation } from '../contrast/generated.ts';
import { isConfidential, readRuntimeClass } from '../contrast/runtime-class.ts';
import type { Resource } from '../frame.ts';
import { objectTitle } from '../kube/object-title.ts';
import { podTemplatePaths } from '../kube/workload-kinds.ts';
import { mapAt, stringsOf, textAt } from '../yaml/read.ts';

/** A workload that `contrast generate` writes a policy for. */
export interface Marked {
  /** `Deployment shop/web` */
  title: string;
  hasPolicy: boolean;
  /** True for an item of a list. */
  inList: boolean;
}

/** The workloads among the objects whose pods run under a class of Contrast's. A PodTemplate makes no pods by itself. */
export function markedWorkloads(resources: readonly Resource[]): Marked[] {
  return resources.flatMap((resource) => {
    const { kind, root, base } = resource;
    const [podTemplate] = kind === 'PodTemplate' ? [] : podTemplatePaths(resource, []);
    if (!podTemplate) return [];
    const className = textAt(mapAt(root, ...podTemplate, 'spec'), 'runtimeClassName');
    if (className === undefined || !isConfidential(readRuntimeClass(className))) return [];
    const annotations = {
      ...stringsOf(mapAt(root, 'metadata', 'annotations')),
      ...stringsOf(mapAt(root, ...podTemplate, 'metadata', 'annotations')),
    };
    return [
      {
        title: objectTitle(resource),
        hasPolicy: generatedAnnotation(annotations) !== undefined,
        inList: base.length > 0,
      },
    ];
  });
}
