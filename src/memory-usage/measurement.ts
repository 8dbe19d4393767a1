import type { ContainerUsageSpec, WorkloadUsageSpec } from '../generated/usage-types.ts';
import type { WantedWorkload } from './workloads.ts';

/** The measured workloads of one source, and what the user should know about them. */
export interface Measurement {
  workloads: WorkloadUsageSpec[];
  /** What makes the figures uncertain. */
  warnings: string[];
}

/** The fields of an entry that are the same for all workloads of a run. */
export type Origin = Pick<WorkloadUsageSpec, 'source' | 'metric' | 'window' | 'time'>;

/** Collects the containers of workloads from a source that has one figure for each of them. */
export class UsageCollector {
  readonly #found = new Map<WantedWorkload, Map<string, Map<string, ContainerUsageSpec>>>();

  /** Adds the figures of a container, or combines them with the ones that are known. Ignores containers that the workload does not have. */
  add(
    workload: WantedWorkload,
    namespace: string,
    container: ContainerUsageSpec,
    combine: (one: ContainerUsageSpec, other: ContainerUsageSpec) => ContainerUsageSpec,
  ): void {
    if (!workload.containers.includes(container.name)) return;
    const namespaces = this.#found.get(workload) ?? new Map<string, Map<string, ContainerUsageSpec>>();
    this.#found.set(workload, namespaces);
    const containers = namespaces.get(namespace) ?? new Map<string, ContainerUsageSpec>();
    namespaces.set(namespace, containers);
    const known = containers.get(container.name);
    containers.set(container.name, known ? combine(known, container) : container);
  }

  /** Returns the entries, sorted; a workload without a namespace has one for each namespace in which it was measured. */
  entries(origin: Origin): WorkloadUsageSpec[] {
    const { source, ...rest } = origin;
    return [...this.#found]
      .flatMap(([{ kind, name }, namespaces]) =>
        [...namespaces].map(([namespace, containers]) => ({
          kind,
          ...(namespace !== '' && { namespace }),
          name,
          source,
          ...rest,
          containers: [...containers.values()].sort((a, b) => compare(a.name, b.name)),
        })),
      )
      .sort(byTitle);
  }
}

/** Compares entries by namespace, kind and name. */
export function byTitle(one: WorkloadUsageSpec, other: WorkloadUsageSpec): number {
  const key = ({ kind, namespace = '', name }: WorkloadUsageSpec) => `${namespace}\n${kind}\n${name}`;
  return compare(key(one), key(other));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
