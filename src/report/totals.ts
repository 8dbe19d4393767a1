import { groupBy } from '../group-by.ts';
import { podsOf, type WorkloadCost } from './cost.ts';
import { countedSegments, type SegmentKind } from './segments.ts';

/** What the pods of several workloads take together, replicas counted; memory in MiB. */
export interface Totals {
  pods: number;
  vcpus: number;
  nodeMemory: number;
  /** What the scheduler counted for them as they came in. */
  unprepared: number;
  unpreparedCpus: number;
  /** What `nodeMemory` is for. */
  parts: Partial<Record<SegmentKind, number>>;
}

export function totalsOf(costs: readonly WorkloadCost[]): Totals {
  const totals: Totals = {
    pods: 0,
    vcpus: 0,
    nodeMemory: 0,
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
  return totals;
}

/** The same for each namespace, the largest first. */
export function namespaceTotals(
  costs: readonly WorkloadCost[],
): { namespace: string; totals: Totals; workloads: number }[] {
  return [...groupBy(costs, ({ namespace }) => namespace)]
    .map(([namespace, group]) => ({ namespace, totals: totalsOf(group), workloads: group.length }))
    .sort((a, b) => b.totals.nodeMemory - a.totals.nodeMemory);
}
