import type { Resource } from '../../manifest/types.ts';
import { groupBy } from '../../util/group-by.ts';
import { at, itemsAt, textAt } from '../../yaml/access.ts';
import type { Node } from '../../yaml/node.ts';
import { groupOf } from '../kinds/kind.ts';
import type { Workload } from '../workload.ts';
import type { InputIndex } from './index.ts';
import { memoPerInput } from './memo.ts';

const verticalOf = memoPerInput((facts) =>
  byTarget(facts, 'VerticalPodAutoscaler', 'autoscaling.k8s.io', ['spec', 'targetRef']),
);
const horizontalOf = memoPerInput((facts) =>
  byTarget(facts, 'HorizontalPodAutoscaler', 'autoscaling', ['spec', 'scaleTargetRef']),
);

/** A VerticalPodAutoscaler that changes pods of the workload. */
export interface VerticalAutoscaler {
  name: string;
  mode: string;
}

/** The VerticalPodAutoscalers of a workload that do more than recommend: any mode but Off, Auto where none is given. */
export function verticalAutoscalers(workload: Workload, facts: InputIndex): VerticalAutoscaler[] {
  return targeting(verticalOf(facts), workload)
    .map(({ name, root }) => ({ name, mode: verticalMode(root) }))
    .filter(({ mode }) => mode !== 'Off');
}

function verticalMode(root: Node): string {
  const policies = itemsAt(root, 'spec', 'resourcePolicy', 'containerPolicies');
  const all = policies.find((policy) => textAt(policy, 'containerName') === '*');
  const isOff = policies.length === 1 && textAt(all, 'mode') === 'Off';
  return isOff ? 'Off' : (textAt(root, 'spec', 'updatePolicy', 'updateMode') ?? 'Auto');
}

/** A HorizontalPodAutoscaler that compares CPU use with CPU requests. */
export interface CpuAutoscaler {
  name: string;
  /** The container whose request counts; undefined where those of all do. */
  container: string | undefined;
}

/** The HorizontalPodAutoscalers of a workload that scale by CPU utilization, which is what they do without any metric. */
export function cpuAutoscalers(workload: Workload, facts: InputIndex): CpuAutoscaler[] {
  return targeting(horizontalOf(facts), workload).flatMap(({ name, root }) =>
    cpuMetrics(root).map((container) => ({ name, container })),
  );
}

/** For each metric of CPU utilization its container, or undefined for the whole pod. */
function cpuMetrics(root: Node): (string | undefined)[] {
  const metrics = itemsAt(root, 'spec', 'metrics');
  // Kubernetes, HorizontalPodAutoscaler: without a metric 80% of the CPU request; v1 knows no other metric.
  if (metrics.length === 0) return [undefined];
  return metrics.flatMap((metric) => {
    const type = textAt(metric, 'type');
    const key =
      type === 'Resource' ? 'resource' : type === 'ContainerResource' ? 'containerResource' : undefined;
    const source = key === undefined ? undefined : at(metric, key);
    if (!source || textAt(source, 'name') !== 'cpu') return [];
    // Second: autoscaling/v2beta1.
    const byUse =
      textAt(source, 'target', 'type') === 'Utilization' ||
      at(source, 'targetAverageUtilization') !== undefined;
    return byUse ? [textAt(source, 'container')] : [];
  });
}

type Targets = Map<string, Resource[]>;

function byTarget({ ofKind }: InputIndex, kind: string, group: string, path: string[]): Targets {
  const all = ofKind(kind).filter(({ apiVersion }) => groupOf(apiVersion) === group);
  return groupBy(all, ({ root, namespace }) => {
    const target = at(root, ...path);
    return keyOf(namespace, textAt(target, 'kind') ?? '', textAt(target, 'name') ?? '');
  });
}

function targeting(targets: Targets, { namespace, kind, name }: Workload): Resource[] {
  return targets.get(keyOf(namespace, kind, name)) ?? [];
}

function keyOf(namespace: string, kind: string, name: string): string {
  return `${namespace}/${kind}/${name}`;
}
