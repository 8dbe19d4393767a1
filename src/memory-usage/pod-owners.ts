import { isPodNameOf } from '../kubernetes/generated-pod-names.ts';
import { type WantedWorkload, WorkloadsByName } from './workloads.ts';

/** Where a pod ran: `cluster` is '' if the server has one cluster. */
export interface PodPlace {
  cluster: string;
  namespace: string;
  pod: string;
}

export interface Owner {
  kind: string;
  name: string;
}

/** Owners as kube-state-metrics reports them, by cluster, namespace and name. */
export class OwnerTable {
  readonly #owners = new Map<string, Owner>();

  get isEmpty(): boolean {
    return this.#owners.size === 0;
  }

  add(cluster: string, namespace: string, name: string, owner: Owner): void {
    this.#owners.set(JSON.stringify([cluster, namespace, name]), owner);
  }

  of(cluster: string, namespace: string, name: string): Owner | undefined {
    return this.#owners.get(JSON.stringify([cluster, namespace, name]));
  }
}

export interface OwnerTables {
  pods: OwnerTable;
  replicaSets: OwnerTable;
  jobs: OwnerTable;
}

/** Finds the workloads of pods. */
export class PodOwners {
  readonly #tables: OwnerTables;
  readonly #byName: WorkloadsByName;
  readonly #workloads: readonly WantedWorkload[];
  /** Number of pods that were assigned by their names, since the server has no owner for them. */
  byName = 0;

  constructor(workloads: readonly WantedWorkload[], tables: OwnerTables) {
    this.#tables = tables;
    this.#byName = new WorkloadsByName(workloads);
    // Of several names that fit, the longest is the most specific one.
    this.#workloads = [...workloads].sort((a, b) => b.name.length - a.name.length);
  }

  /** Returns the workload of a pod: that of its owners, or, if the server does not have them, the one that would give it this name. */
  of(place: PodPlace): WantedWorkload | undefined {
    const { cluster, namespace, pod } = place;
    const owner = this.#tables.pods.of(cluster, namespace, pod);
    if (!owner) return this.#byPodName(place);
    if (owner.kind === '' || owner.kind === '<none>')
      return this.#byName.find({ kind: 'Pod', namespace, name: pod });
    const between = { ReplicaSet: this.#tables.replicaSets, Job: this.#tables.jobs }[owner.kind];
    const upper = between?.of(cluster, namespace, owner.name);
    const isTop = upper?.kind === '' || upper?.kind === '<none>';
    if (upper && !isTop) return this.#byName.find({ ...upper, namespace });
    const own = this.#byName.find({ ...owner, namespace });
    return own || isTop || !between ? own : this.#byPodName(place);
  }

  #byPodName({ namespace, pod }: PodPlace): WantedWorkload | undefined {
    const found = this.#workloads.find(
      (workload) =>
        (workload.namespace === '' || workload.namespace === namespace) && isPodNameOf(workload, pod),
    );
    if (found) this.byName++;
    return found;
  }
}
