import { fixedMemory } from '../contrast/vm-size.ts';
import { formatCpu, formatMemory, mebibytes, UNIT } from '../kube/quantity.ts';
import { amountOf, type ResourceField } from '../kube/resources.ts';
import type { Container, Workload } from '../kube/workload.ts';
import type { InputFacts } from './facts.ts';
import { admit, wholePod } from './limit-ranger.ts';

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
 * RuntimeClass overhead, which counts as memory (Kubernetes, `pkg/quota/v1/evaluator/core`).
 */
export function podUsage(workload: Workload, facts: InputFacts): PodUsage {
  const { containers } = admit(workload, facts.limitRanges(workload.namespace));
  const whole = wholePod(workload, containers);
  const overhead = mebibytes(fixedMemory(workload, facts).overhead);
  const usage: PodUsage = { amounts: new Map([['pods', UNIT]]), missing: new Map() };
  for (const [key, { field, resource }] of Object.entries(TRACKED)) {
    const sum = whole[field].get(resource);
    const isUnreadable = whole[field].has(resource) && !sum;
    // Kubernetes, PodLimits: overhead comes on top of a limit but is none by itself.
    const counts = resource === 'memory' && (field === 'requests' || (sum && sum.nano > 0n));
    if (!isUnreadable) usage.amounts.set(key, (sum?.nano ?? 0n) + (counts ? overhead : 0n));
    if (amountOf(workload.pod, field, resource)) continue;
    const without = containers.filter((one) => !one[field].has(resource)).map(({ container }) => container);
    if (without.length > 0) usage.missing.set(key, without);
  }
  return usage;
}

/** An amount of what a quota tracks, for people. */
export function formatUsage(key: string, nano: bigint): string {
  return TRACKED[key]?.resource === 'memory' ? formatMemory(nano) : formatCpu(nano);
}
