import type { InputFacts } from '../cluster/facts.ts';
import type { Observer } from '../inspection.ts';
import { objectTitle } from '../kube/object-title.ts';
import type { Workload } from '../kube/workload.ts';
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

  restart(): void {
    this.costs.length = 0;
    this.unsized.length = 0;
  }

  before(workload: Workload): void {
    this.#unprepared = unpreparedOf(workload);
  }

  after(workload: Workload, facts: InputFacts): void {
    const cost = costOf(workload, facts, this.#unprepared!);
    if (cost) this.costs.push(cost);
    else this.unsized.push(objectTitle(workload));
  }
}
