import type { InputFacts } from '../cluster/facts.ts';
import { perInput } from '../cluster/per-input.ts';
import type { Resource } from '../frame.ts';
import { itemsAt, textAt, trueAt } from '../yaml/read.ts';
import { groupOf } from './workload-kinds.ts';

/** Annotation of the copies that a kubelet shows of its static pods (Kubernetes, well-known annotations). */
export const MIRROR_POD = 'kubernetes.io/config.mirror';

/**
 * The object of the input that made this one and is judged in its place; undefined where there is none.
 * What a live cluster lists holds each workload several times: a Deployment, its ReplicaSets, their Pods.
 */
export function ownerInInput(resource: Resource, facts: InputFacts): Resource | undefined {
  for (const reference of itemsAt(resource.root, 'metadata', 'ownerReferences')) {
    if (!trueAt(reference, 'controller')) continue;
    const kind = textAt(reference, 'kind') ?? '';
    const name = textAt(reference, 'name') ?? '';
    const group = groupOf(textAt(reference, 'apiVersion') ?? '');
    const owner = ownersOf(facts, kind).get(keyOf(group, resource.namespace, name));
    if (owner) return owner;
  }
  return undefined;
}

/** The objects of a kind by group, namespace and name: a cluster has as many pods to ask for as it has owners to give. */
function ownersOf(facts: InputFacts, kind: string): Map<string, Resource> {
  const kinds = ownersByKind(facts);
  let owners = kinds.get(kind);
  if (!owners) {
    const all = facts.ofKind(kind);
    owners = new Map(all.map((one) => [keyOf(groupOf(one.apiVersion), one.namespace, one.name), one]));
    kinds.set(kind, owners);
  }
  return owners;
}

const ownersByKind = perInput(() => new Map<string, Map<string, Resource>>());

const keyOf = (group: string, namespace: string, name: string) => `${group}/${namespace}/${name}`;

/** True for the API server's copy of a static pod, which no API object controls. */
export function isMirrorPod(annotations: Readonly<Record<string, string>>): boolean {
  return annotations[MIRROR_POD] !== undefined;
}
