import type { Path } from '../yaml/access.ts';

/** The place of a pod in its object. */
export interface AtPath {
  path?: Path;
}

/** The keys in the path of a pod that distinguish it from the others of its object: `Launcher`; '' if it is the only one. */
export function podPart(pod: AtPath, pods: readonly AtPath[]): string {
  return pod.path!.filter((key, index) => pods.some(({ path }) => path![index] !== key)).join('.');
}

/** What people call a pod: as its object, and where that has several `MPIJob training (Launcher)`. */
export function formatPodName(title: string, part: string): string {
  return part === '' ? title : `${title} (${part})`;
}
