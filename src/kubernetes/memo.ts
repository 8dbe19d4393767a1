import type { Path } from '../yaml/access.ts';
import { containerAt, type Memo, type Workload } from './workload.ts';

let places = 0;

/** Memoizes a function of a workload's containers and volumes that does not depend on their resources or the RuntimeClass. */
export function memoPerStructure<W extends Workload, T extends object>(
  make: (workload: W) => T,
): (workload: W) => T {
  return memoIn('perStructure', make);
}

/** Memoizes a function of a workload, and of something that is the same for all calls of a run, until the next edit. */
export function memoPerEdit<W extends Workload, T extends object | undefined, C = void>(
  make: (workload: W, constant: C) => T,
): (workload: W, constant: C) => T {
  return memoIn('perEdit', make);
}

function memoIn<W extends Workload, T extends object | undefined, C = void>(
  span: keyof Memo,
  make: (workload: W, constant: C) => T,
): (workload: W, constant: C) => T {
  const place = places++;
  return (workload, constant) => {
    const memo = workload.memo[span];
    let known = memo[place] as T | undefined;
    if (known === undefined) {
      known = make(workload, constant);
      memo[place] = known;
    }
    return known;
  };
}

/** Drops memoized values after edits at these paths that did not change the structure of the workload. */
export function invalidateMemo(workload: Workload, paths: Iterable<Path>): void {
  const { memo, pod, podSpecPath } = workload;
  memo.perEdit = [];
  for (const path of paths) {
    if (path[podSpecPath.length] === 'resources') pod.amounts = undefined;
    const container = containerAt(workload, path);
    if (container) container.amounts = undefined;
  }
}
