import type { Path } from '../yaml/read.ts';
import type { Workload } from './workload.ts';

/** What was made of a workload: many rules ask for the same. */
export interface Kept {
  /** Holds for as long as the workload has the same containers and volumes. */
  shape: unknown[];
  /** Holds until something of it is changed. */
  state: unknown[];
}

let places = 0;

/** Something that is made of a workload's containers and volumes on first use, whatever their resources and its RuntimeClass are. */
export function perShape<T extends object>(make: (workload: Workload) => T): (workload: Workload) => T {
  return keptIn('shape', make);
}

/** Something that is made of a workload on first use, and anew after each change. */
export function perState<T extends object>(make: (workload: Workload) => T): (workload: Workload) => T {
  return keptIn('state', make);
}

function keptIn<T extends object>(
  span: keyof Kept,
  make: (workload: Workload) => T,
): (workload: Workload) => T {
  const place = places++;
  return (workload) => {
    const kept = workload.kept[span];
    let known = kept[place] as T | undefined;
    if (known === undefined) {
      known = make(workload);
      kept[place] = known;
    }
    return known;
  };
}

/** Forgets what no longer holds after changes at these paths, which left the workload's shape as it was. */
export function forgetState({ kept, pod, podSpecPath, containers }: Workload, paths: Iterable<Path>): void {
  kept.state = [];
  const depth = podSpecPath.length;
  for (const path of paths) {
    const [field, index] = [path[depth], path[depth + 1]];
    if (field === 'resources') pod.amounts = undefined;
    for (const container of containers) {
      const list = container.role === 'main' ? 'containers' : 'initContainers';
      if (list === field && container.index === index) container.amounts = undefined;
    }
  }
}
