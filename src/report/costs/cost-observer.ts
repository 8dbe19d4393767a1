import type { ConfidentialWorkload } from '../../contrast/confidential-workload.ts';
import type { Observer } from '../../engine/inspect-workload.ts';
import type { InputIndex } from '../../kubernetes/input/index.ts';
import { formatObjectName } from '../../kubernetes/object-name.ts';
import { podPart } from '../../kubernetes/pod-name.ts';
import type { Resource } from '../../manifest/types.ts';
import type { Path } from '../../yaml/access.ts';
import { type Unprepared, unpreparedOf } from './before.ts';
import { costOf, type WorkloadCost } from './cost.ts';

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

  before(workload: ConfidentialWorkload): void {
    this.#unprepared = unpreparedOf(workload);
  }

  after(workload: ConfidentialWorkload, facts: InputIndex): void {
    const cost = costOf(workload, facts, this.#unprepared!);
    if (cost) {
      this.costs.push(cost);
      this.#separate(workload, cost);
    } else this.unsized.push(formatObjectName(workload));
  }

  /** The pods of one object come one after the other. */
  #separate({ resource, podSpecPath: path }: ConfidentialWorkload, cost: WorkloadCost): void {
    this.#siblings = this.#siblings.filter((other) => other.resource === resource);
    this.#siblings.push({ resource, path, cost });
    for (const one of this.#siblings) one.cost.part = podPart(one, this.#siblings);
  }
}
