import { readRuntimeClass } from '../contrast/runtime-class.ts';
import { aggregate } from '../kube/pod-resources.ts';
import { ceilMebibytes } from '../kube/quantity.ts';
import { amountOf, type ResourceHolder } from '../kube/resources.ts';
import type { Workload } from '../kube/workload.ts';
import { textAt } from '../yaml/read.ts';

/** What the scheduler counted for a pod as it came in. */
export interface Unprepared {
  /** MiB, without the overhead of a RuntimeClass. */
  memory: number;
  cpus: number;
  /** True where it was to run under Contrast already, so that the overhead of the VM was counted too. */
  isConfidential: boolean;
}

export function unpreparedOf(workload: Workload): Unprepared {
  const className = textAt(workload.podSpec, 'runtimeClassName') ?? '';
  const millis = (requestOf(workload, 'cpu') + 999_999n) / 1_000_000n;
  return {
    memory: ceilMebibytes(requestOf(workload, 'memory')),
    cpus: Number(millis) / 1000,
    isConfidential: className !== '' && readRuntimeClass(className).kind !== 'foreign',
  };
}

/**
 * The pod's request in nano: its own one; else those of its containers, each of which is its limit where it has none; else the
 * pod's limit (Kubernetes, defaults of requests, also of pod-level resources).
 */
function requestOf(workload: Workload, resource: string): bigint {
  const amount = (holder: ResourceHolder, field: 'requests' | 'limits') =>
    amountOf(holder, field, resource)?.quantity?.nano;
  const pod = workload.pod;
  const shares = workload.containers.map((container) => ({
    role: container.role,
    nano: amount(container, 'requests') ?? amount(container, 'limits') ?? 0n,
  }));
  return amount(pod, 'requests') ?? (aggregate(shares) || amount(pod, 'limits') || 0n);
}
