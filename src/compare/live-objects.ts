import { formatObjectName, type ObjectName } from '../kubernetes/object-name.ts';
import type { Resource } from '../manifest/types.ts';
import { groupBy } from '../util/group-by.ts';
import { booleanAt, itemsAt, textAt } from '../yaml/access.ts';

/** Annotation of Deployments and their ReplicaSets: the number of the template. */
export const REVISION = 'deployment.kubernetes.io/revision';

/** A live object and those that created it, itself first: a Pod, its ReplicaSet, its Deployment. Owners may not be in the input. */
export type OwnerChain = readonly (ObjectName & { resource?: Resource })[];

/** The live side of a comparison: the output of `kubectl get`. */
export class LiveObjects {
  readonly #byKind: ReadonlyMap<string, readonly Resource[]>;
  /** Objects of one kind by name, indexed when the kind is first asked for: few of many pods are looked up. */
  readonly #byName = new Map<string, ReadonlyMap<string, readonly Resource[]>>();
  /** ReplicaSets by their Deployments, indexed when they are first asked for. */
  #replicaSets: ReadonlyMap<string, readonly Resource[]> | undefined;

  constructor(resources: Iterable<Resource>) {
    this.#byKind = groupBy(resources, ({ kind }) => kind);
  }

  ofKind(kind: string): readonly Resource[] {
    return this.#byKind.get(kind) ?? [];
  }

  get kinds(): Iterable<string> {
    return this.#byKind.keys();
  }

  /** The objects of that kind and name, in any namespace. */
  named(kind: string, name: string): readonly Resource[] {
    let names = this.#byName.get(kind);
    if (!names) {
      names = groupBy(this.ofKind(kind), (resource) => resource.name);
      this.#byName.set(kind, names);
    }
    return names.get(name) ?? [];
  }

  get({ kind, namespace, name }: ObjectName): Resource | undefined {
    return this.named(kind, name).find((one) => one.namespace === namespace);
  }

  replicaSetsOf(deployment: ObjectName): readonly Resource[] {
    this.#replicaSets ??= groupBy(this.ofKind('ReplicaSet'), (one) => {
      const owner = ownerOf(one);
      return owner ? formatObjectName(owner) : '';
    });
    return this.#replicaSets.get(formatObjectName(deployment)) ?? [];
  }

  chainOf(resource: Resource): OwnerChain {
    const chain: (ObjectName & { resource?: Resource })[] = [{ ...nameOf(resource), resource }];
    for (;;) {
      const last = chain.at(-1)!;
      const owner = last.resource ? ownerOf(last.resource) : ownerByName(last, resource);
      // Objects that name each other as their owner.
      if (!owner || chain.length > MOST_OWNERS) return chain;
      const found = this.get(owner);
      chain.push(found ? { ...owner, resource: found } : owner);
    }
  }
}

const MOST_OWNERS = 5;

/** The object that controls another one, by its reference. */
function ownerOf({ root, namespace }: Resource): ObjectName | undefined {
  const reference = itemsAt(root, 'metadata', 'ownerReferences').find(
    (one) => booleanAt(one, 'controller') === true,
  );
  return (
    reference && { kind: textAt(reference, 'kind') ?? '', namespace, name: textAt(reference, 'name') ?? '' }
  );
}

function nameOf({ kind, namespace, name }: Resource): ObjectName {
  return { kind, namespace, name };
}

/** The owner of an object that is not in the input, by the names that controllers give: `web-7d9c5b8f6` of Deployment `web`. */
function ownerByName({ kind, namespace, name }: ObjectName, pod: Resource): ObjectName | undefined {
  if (kind === 'ReplicaSet') {
    const hash = textAt(pod.root, 'metadata', 'labels', 'pod-template-hash');
    if (hash !== undefined && name.endsWith(`-${hash}`))
      return { kind: 'Deployment', namespace, name: name.slice(0, -hash.length - 1) };
  }
  const cron = kind === 'Job' ? /^(.+)-\d{8,10}$/.exec(name) : null;
  return cron ? { kind: 'CronJob', namespace, name: cron[1]! } : undefined;
}
