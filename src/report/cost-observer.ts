import type { InputFacts } from '../cluster/facts.ts';
import type { Resource } from '../frame.ts';
import type { Observer } from '../inspection.ts';
import { objectTitle } from '../kube/object-title.ts';
import { podPart } from '../kube/pod-title.ts';
import type { Workload } from '../kube/workload.ts';
import type { Path } from '../yaml/read.ts';
import { costOf, type WorkloadCost } from './cost.ts';
import { type Unprepared, unpreparedOf } from './unprepared.ts';

/** What all workloads of a run cost. */
export interface Costs {
  costs: WorkloadCost[];
  /** Prepared workloads whose VM has no known size, since a limit cannot be read. */
  unsized: string[];
}

/** Gathers the cost of every workload of a run. */
export class CostObserver implements Observer, Costs {
  readonly costs: WorkloadCost[] = [];
  readonly unsized: string[] = [];
  #unprepared: Unprepared | undefined;
  /** Those of the object that was seen last. */
  #siblings: { resource: Resource; path: Path; cost: WorkloadCost }[] = [];

  restart(): void {
    this.costs.length = 0;
    this.unsized.length = 0;
  }

  before(workload: Workload): void {
    this.#unprepared = unpreparedOf(workload);
  }

  after(workload: Workload, facts: InputFacts): void {
    const cost = costOf(workload, facts, this.#unprepared!);
    if (cost) {
      this.costs.push(cost);
      this.#tellApart(workload, cost);
    } else this.unsized.push(objectTitle(workload));
  }

  /** The pods of one object come one after the other. */
  #tellApart({ resource, podSpecPath: path }: Workload, cost: WorkloadCost): void {
    this.#siblings = this.#siblings.filter((other) => other.resource === resource);
    this.#siblings.push({ resource, path, cost });
    for (const one of this.#siblings) one.cost.part = podPart(one, this.#siblings);
  }
}
