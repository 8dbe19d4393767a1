import { counted } from '../counted.ts';

/** The workloads of a run, and whether they were prepared or only looked at. */
export interface RunWorkloads {
  selected: number;
  checked?: boolean | undefined;
}

/** `3 prepared workloads`; where they were only looked at, `3 workloads checked`. */
export function workloadCount({ selected, checked = false }: RunWorkloads): string {
  return checked ? `${counted(selected, 'workload')} checked` : counted(selected, 'prepared workload');
}
