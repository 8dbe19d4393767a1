import { groupBy } from '../../util/group-by.ts';
import { podsOf, type WorkloadCost } from './cost.ts';
import { countedSegments, type SegmentKind } from './segments.ts';

/** What the pods of several workloads take together, replicas counted; memory in MiB. */
export interface Totals {
  pods: number;
  vcpus: number;
  nodeMemory: number;
  /** `nodeMemory` with limits from measured use where it is known; undefined if nothing was measured. */
  nodeMemoryFromUse: number | undefined;
  /** What the scheduler counted for them as they came in. */
  unprepared: number;
  unpreparedCpus: number;
  /** What `nodeMemory` is for. */
  parts: Partial<Record<SegmentKind, number>>;
}

/** Totals of pods that run all the time, and of those that end: Jobs and hooks, as if all ran at once. */
export function totalsByDuration(costs: readonly WorkloadCost[]): { running: Totals; temporary: Totals } {
  return {
    running: totalsOf(costs.filter(({ isTemporary }) => !isTemporary)),
    temporary: totalsOf(costs.filter(({ isTemporary }) => isTemporary)),
  };
}

export function totalsOf(costs: readonly WorkloadCost[]): Totals {
  const totals: Totals = {
    pods: 0,
    vcpus: 0,
    nodeMemory: 0,
    nodeMemoryFromUse: undefined,
    unprepared: 0,
    unpreparedCpus: 0,
    parts: {},
  };
  for (const cost of costs) {
    const pods = podsOf(cost);
    totals.pods += pods;
    totals.vcpus += pods * cost.vcpus;
    totals.nodeMemory += pods * cost.nodeMemory;
    totals.unprepared += pods * cost.unprepared;
    totals.unpreparedCpus += pods * cost.unpreparedCpus;
    for (const { kind, size } of countedSegments(cost))
      totals.parts[kind] = (totals.parts[kind] ?? 0) + pods * size;
  }
  if (costs.some(({ nodeMemoryFromUse }) => nodeMemoryFromUse !== undefined))
    totals.nodeMemoryFromUse = costs.reduce(
      (sum, cost) => sum + podsOf(cost) * (cost.nodeMemoryFromUse ?? cost.nodeMemory),
      0,
    );
  return totals;
}

/** Totals of the pods of each namespace that run all the time, the largest first. */
export function namespaceTotals(
  costs: readonly WorkloadCost[],
): { namespace: string; totals: Totals; workloads: number }[] {
  return [...groupBy(costs, ({ namespace }) => namespace)]
    .map(([namespace, group]) => ({
      namespace,
      totals: totalsByDuration(group).running,
      workloads: group.length,
    }))
    .sort((a, b) => b.totals.nodeMemory - a.totals.nodeMemory);
}
