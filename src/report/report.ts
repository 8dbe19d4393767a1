import type { Source } from '../output/location.ts';
import type { Answer } from '../run.ts';
import type { WorkloadCost } from './workload.ts';

/** All that a report can show of a run. */
export interface Report {
  answer: Answer;
  /** Which files the input came from. */
  sources: readonly Source[];
  costs: readonly WorkloadCost[];
  /** Files that could not be prepared, and why. */
  leftOut: readonly { path: string; message: string }[];
}

/** Memory of all pods in MiB: what the scheduler counted for them before, and what they take as confidential VMs. */
export function totalsOf(costs: readonly WorkloadCost[]): { unprepared: number; nodeMemory: number } {
  const totals = { unprepared: 0, nodeMemory: 0 };
  for (const { unprepared, nodeMemory, replicas = 1 } of costs) {
    totals.unprepared += unprepared * replicas;
    totals.nodeMemory += nodeMemory * replicas;
  }
  return totals;
}
