import { pluralize } from '../../util/plural.ts';

/** The workloads of a run, and whether they were prepared or only looked at. */
export interface RunWorkloads {
  selected: number;
  checked?: boolean | undefined;
  /** Number of live pods that were compared with the workloads, if they were. */
  comparedPods?: number | undefined;
}

/** `3 prepared workloads`; `3 workloads checked`; `12 live pods of 3 workloads compared`. */
export function workloadCount({ selected, checked = false, comparedPods }: RunWorkloads): string {
  if (comparedPods !== undefined)
    return `${pluralize(comparedPods, 'live pod')} of ${pluralize(selected, 'workload')} compared`;
  return checked ? `${pluralize(selected, 'workload')} checked` : pluralize(selected, 'prepared workload');
}
