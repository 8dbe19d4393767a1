import type { Resource } from '../frame.ts';
import { type CustomWorkload, podTemplatePath } from '../kube/workload-kinds.ts';
import { itemsAt, textAt } from '../yaml/read.ts';

/** The workloads that use each PersistentVolumeClaim, by the claim's name. */
export function claimUsers(
  resources: Iterable<Resource>,
  customResources: CustomWorkload[],
): Map<string, Resource[]> {
  const users = new Map<string, Resource[]>();
  for (const resource of resources) {
    const podTemplate = podTemplatePath(resource, customResources);
    if (!podTemplate || resource.mentions?.('persistentVolumeClaim') === false) continue;
    for (const volume of itemsAt(resource.root, ...podTemplate, 'spec', 'volumes')) {
      const claimName = textAt(volume, 'persistentVolumeClaim', 'claimName');
      if (claimName === undefined) continue;
      const known = users.get(claimName);
      if (!known) users.set(claimName, [resource]);
      else if (known.at(-1) !== resource) known.push(resource);
    }
  }
  return users;
}
