import type { Path } from '../yaml/read.ts';

/** Where a pod stands in its object. */
export interface AtPath {
  path?: Path;
}

/** The keys on the way to a pod that tell it from the others of its object: `Launcher`; '' where it is the only one. */
export function podPart(pod: AtPath, pods: readonly AtPath[]): string {
  return pod.path!.filter((key, index) => pods.some(({ path }) => path![index] !== key)).join('.');
}

/** What people call a pod: as its object, and where that has several `MPIJob training (Launcher)`. */
export function podTitle(title: string, part: string): string {
  return part === '' ? title : `${title} (${part})`;
}
