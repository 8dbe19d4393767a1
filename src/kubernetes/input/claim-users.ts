import type { Resource } from '../../manifest/types.ts';
import { itemsAt, textAt } from '../../yaml/access.ts';
import type { Kinds } from '../kinds/configured.ts';

/** The workloads that use each PersistentVolumeClaim, by the namespace and name of the claim. */
export function claimUsers(resources: Iterable<Resource>, kinds: Kinds): Map<string, Resource[]> {
  const users = new Map<string, Resource[]>();
  for (const resource of resources) {
    const podTemplates = kinds.podTemplates(resource);
    if (podTemplates.length === 0 || resource.mentions?.('persistentVolumeClaim') === false) continue;
    for (const volume of podTemplates.flatMap((path) => itemsAt(resource.root, ...path, 'spec', 'volumes'))) {
      const claimName = textAt(volume, 'persistentVolumeClaim', 'claimName');
      if (claimName === undefined) continue;
      const key = `${resource.namespace}/${claimName}`;
      const known = users.get(key);
      if (!known) users.set(key, [resource]);
      else if (known.at(-1) !== resource) known.push(resource);
    }
  }
  return users;
}
