import { MEMORY_ANNOTATION } from '../contrast/annotations.ts';
import { parseQuantity } from '../kubernetes/quantity.ts';
import type { WorkloadIdentity } from '../kubernetes/workload-metadata.ts';
import { itemsAt, mapAt, type Path, textAt } from '../yaml/access.ts';
import type { MapNode } from '../yaml/node.ts';
import { EVERY_CONTAINER, memoryLimits } from './memory-annotation-value.ts';
import type { AnnotationProblem } from './pod-annotations.ts';

const NONE: readonly AnnotationProblem[] = [];

/** Reports memory annotations for unknown containers, and for containers whose existing limit is lower. */
export function limitsWithoutEffect(
  { isMarked, podAnnotations }: Pick<WorkloadIdentity, 'isMarked' | 'podAnnotations'>,
  root: MapNode,
  podTemplate: Path,
): readonly AnnotationProblem[] {
  const value = isMarked ? podAnnotations[MEMORY_ANNOTATION] : undefined;
  const limits = value === undefined ? undefined : memoryLimits(value);
  return limits ? problemsOf(limits, mapAt(root, ...podTemplate, 'spec')) : NONE;
}

function problemsOf(
  limits: [container: string, limit: string][],
  podSpec: MapNode | undefined,
): AnnotationProblem[] {
  const containers = [...itemsAt(podSpec, 'initContainers'), ...itemsAt(podSpec, 'containers')];
  const names = containers.map((container) => textAt(container, 'name') ?? '');
  const problems: AnnotationProblem[] = [];
  for (const [name, limit] of limits) {
    if (name === EVERY_CONTAINER) continue;
    const index = names.indexOf(name);
    if (index === -1) {
      const known = names.filter((one) => one !== '').join(', ');
      const message = `annotation ${MEMORY_ANNOTATION}: the pod has no container "${name}"${known === '' ? '' : `; it has ${known}`}`;
      problems.push({ key: MEMORY_ANNOTATION, severity: 'error', code: 'annotation-unknown', message });
      continue;
    }
    const own = textAt(containers[index], 'resources', 'limits', 'memory');
    const ownLimit = own === undefined ? undefined : parseQuantity(own)?.nano;
    if (ownLimit !== undefined && ownLimit < parseQuantity(limit)!.nano) {
      const message = `annotation ${MEMORY_ANNOTATION}: container "${name}" keeps its limit of ${own}, since the annotation only adds missing limits; set the limit to ${limit} in the container`;
      problems.push({
        key: MEMORY_ANNOTATION,
        severity: 'warning',
        code: 'annotation-without-effect',
        message,
      });
    }
  }
  return problems;
}
