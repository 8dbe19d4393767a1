import { textAt } from '../yaml/access.ts';
import { workloadKindOf } from './kinds/lookup.ts';
import type { Workload } from './workload.ts';

/** The number of pods of the workload that run at a time; undefined if the cluster decides or the kind is unknown and has no `spec.replicas`. */
export function replicasOf({ resource }: Pick<Workload, 'resource'>): number | undefined {
  const facts = workloadKindOf(resource);
  if (typeof facts?.replicas === 'number') return facts.replicas;
  const path = facts ? facts.replicas : ['spec', 'replicas'];
  const text = path && textAt(resource.root, ...path);
  if (text !== undefined) return /^(0|[1-9][0-9]{0,8})$/.test(text) ? Number(text) : undefined;
  return facts?.replicas ? 1 : undefined;
}
