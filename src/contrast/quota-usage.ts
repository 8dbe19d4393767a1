import type { InputIndex } from '../kubernetes/input/index.ts';
import { admit } from '../kubernetes/input/limit-range-admission.ts';
import { hasPodLevelResources } from '../kubernetes/input/pod-amounts.ts';
import { formatCpu, formatMemory, maxOf, mebibytes, UNIT } from '../kubernetes/quantity.ts';
import type { ResourceField } from '../kubernetes/resources.ts';
import type { Container } from '../kubernetes/workload.ts';
import type { ConfidentialWorkload } from './confidential-workload.ts';
import { generatedLimit } from './injected-containers.ts';
import { fixedMemory } from './vm-size.ts';

/** What a quota tracks, as limits or requests of which resource (Kubernetes, Resource quotas, compute resources). */
const TRACKED: Record<string, { field: ResourceField; resource: 'cpu' | 'memory' }> = {
  'limits.cpu': { field: 'limits', resource: 'cpu' },
  'limits.memory': { field: 'limits', resource: 'memory' },
  'requests.cpu': { field: 'requests', resource: 'cpu' },
  'requests.memory': { field: 'requests', resource: 'memory' },
  cpu: { field: 'requests', resource: 'cpu' },
  memory: { field: 'requests', resource: 'memory' },
};

/** What one pod counts against a quota. */
export interface PodUsage {
  /** In nano, by what quotas call it; what cannot be read is left out. */
  amounts: Map<string, bigint>;
  /** Containers without a value that a quota demands of each, by what quotas call it. */
  missing: Map<string, Container[]>;
}

/**
 * What a pod of the workload counts, as the API server would store it: with the defaults of LimitRanges, and with the
 * RuntimeClass overhead, which counts as memory (Kubernetes, `pkg/quota/v1/evaluator/core`). Where versions of Kubernetes differ,
 * the larger amount.
 */
export function podUsage(workload: ConfidentialWorkload, facts: InputIndex): PodUsage {
  const { containers, wholes } = admit(workload, facts.limitRanges(workload.namespace));
  const overhead = mebibytes(fixedMemory(workload, facts).overhead);
  const added = generatedLimit(workload, facts)?.added ?? 0n;
  // If the pod has pod-level resources, its containers need none.
  const isPodLevel = hasPodLevelResources(workload);
  const usage: PodUsage = { amounts: new Map([['pods', UNIT]]), missing: new Map() };
  for (const [key, { field, resource }] of Object.entries(TRACKED)) {
    for (const whole of wholes) {
      const sum = whole[field].get(resource);
      const isUnreadable = whole[field].has(resource) && !sum;
      // Kubernetes, PodLimits: overhead is added to a limit, and does not replace one.
      const counts = resource === 'memory' && (field === 'requests' || (sum && sum.nano > 0n));
      const amount = (sum?.nano ?? 0n) + (counts ? overhead : 0n) + (resource === 'memory' ? added : 0n);
      if (!isUnreadable) usage.amounts.set(key, maxOf(usage.amounts.get(key) ?? 0n, amount));
    }
    if (isPodLevel) continue;
    const without = containers.filter((one) => !one[field].has(resource)).map(({ container }) => container);
    if (without.length > 0) usage.missing.set(key, without);
  }
  return usage;
}

/** An amount of what a quota tracks, for people. */
export function formatUsage(key: string, nano: bigint): string {
  return TRACKED[key]?.resource === 'memory' ? formatMemory(nano) : formatCpu(nano);
}
