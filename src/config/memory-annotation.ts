import type { WorkloadIdentity } from '../kube/identity.ts';
import { parseQuantity } from '../kube/quantity.ts';
import type { MapNode } from '../yaml/node.ts';
import { itemsAt, mapAt, type Path, textAt } from '../yaml/read.ts';
import { EVERY_CONTAINER, memoryLimits } from './memory-limits.ts';
import { type AnnotationProblem, PREFIX } from './pod-annotations.ts';

/** The annotation by which a pod gives limits to containers that have none. */
export const MEMORY_ANNOTATION = `${PREFIX}memory`;

const NONE: readonly AnnotationProblem[] = [];

/** What a pod's annotation says of containers that it has not, and of those that have a lower limit of their own. */
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
      problems.push({ key: MEMORY_ANNOTATION, severity: 'error', message });
      continue;
    }
    const own = textAt(containers[index], 'resources', 'limits', 'memory');
    const least = own === undefined ? undefined : parseQuantity(own)?.nano;
    if (least !== undefined && least < parseQuantity(limit)!.nano) {
      const message = `annotation ${MEMORY_ANNOTATION}: container "${name}" keeps its limit of ${own}, since the annotation gives limits where there are none: write ${limit} there`;
      problems.push({ key: MEMORY_ANNOTATION, severity: 'warning', message });
    }
  }
  return problems;
}
