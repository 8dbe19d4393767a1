import type { ConfidentialWorkload } from '../../contrast/confidential-workload.ts';
import { readRuntimeClass } from '../../contrast/runtime-class.ts';
import { containerRequests } from '../../kubernetes/pod-resources.ts';
import { ceilMebibytes } from '../../kubernetes/quantity.ts';
import { amountOf } from '../../kubernetes/resources.ts';
import { textAt } from '../../yaml/access.ts';

/** What the scheduler counted for a pod as it came in. */
export interface Unprepared {
  /** MiB, without the overhead of a RuntimeClass. */
  memory: number;
  cpus: number;
  /** True where it was to run under Contrast already, so that the overhead of the VM was counted too. */
  isConfidential: boolean;
}

export function unpreparedOf(workload: ConfidentialWorkload): Unprepared {
  const className = textAt(workload.podSpec, 'runtimeClassName') ?? '';
  const millis = (requestOf(workload, 'cpu') + 999_999n) / 1_000_000n;
  return {
    memory: ceilMebibytes(requestOf(workload, 'memory')),
    cpus: Number(millis) / 1000,
    isConfidential: className !== '' && readRuntimeClass(className).kind !== 'foreign',
  };
}

/** The pod's request in nano: its own one; else those of its containers; else its limit (Kubernetes, defaults of pod-level resources). */
function requestOf(workload: ConfidentialWorkload, resource: string): bigint {
  const own = (field: 'requests' | 'limits') => amountOf(workload.pod, field, resource)?.quantity?.nano;
  return own('requests') ?? (containerRequests(workload, resource) || own('limits') || 0n);
}
