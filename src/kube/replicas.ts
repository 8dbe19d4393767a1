import { textAt } from '../yaml/read.ts';
import type { Workload } from './workload.ts';

/** Where kinds say how many pods run at a time; one where they do not say. */
const COUNTS: Record<string, string[]> = {
  Deployment: ['spec', 'replicas'],
  StatefulSet: ['spec', 'replicas'],
  ReplicaSet: ['spec', 'replicas'],
  ReplicationController: ['spec', 'replicas'],
  Job: ['spec', 'parallelism'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'parallelism'],
};

/** How many pods of the workload run at a time; undefined where the cluster decides, as for a DaemonSet, or the kind is not known. */
export function replicasOf({ kind, resource }: Workload): number | undefined {
  if (kind === 'Pod') return 1;
  const known = Object.hasOwn(COUNTS, kind);
  const text = textAt(resource.root, ...(known ? COUNTS[kind]! : ['spec', 'replicas']));
  if (text !== undefined) return /^(0|[1-9][0-9]{0,8})$/.test(text) ? Number(text) : undefined;
  return known ? 1 : undefined;
}
