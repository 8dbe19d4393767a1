import type { Resource } from '../frame.ts';
import { type CustomWorkload, podTemplatePaths } from '../kube/workload-kinds.ts';
import { itemsAt, textAt } from '../yaml/read.ts';

/** The workloads that use each PersistentVolumeClaim, by the claim's name. */
export function claimUsers(
  resources: Iterable<Resource>,
  custom: readonly CustomWorkload[],
): Map<string, Resource[]> {
  const users = new Map<string, Resource[]>();
  for (const resource of resources) {
    const podTemplates = podTemplatePaths(resource, custom);
    if (podTemplates.length === 0 || resource.mentions?.('persistentVolumeClaim') === false) continue;
    for (const volume of podTemplates.flatMap((path) => itemsAt(resource.root, ...path, 'spec', 'volumes'))) {
      const claimName = textAt(volume, 'persistentVolumeClaim', 'claimName');
      if (claimName === undefined) continue;
      const known = users.get(claimName);
      if (!known) users.set(claimName, [resource]);
      else if (known.at(-1) !== resource) known.push(resource);
    }
  }
  return users;
}
