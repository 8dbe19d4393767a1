import type { Resource } from '../../manifest/types.ts';
import { booleanAt, itemsAt, textAt } from '../../yaml/access.ts';
import type { Kinds } from '../kinds/configured.ts';
import { groupOf } from '../kinds/kind.ts';
import { workloadKindOf } from '../kinds/lookup.ts';
import type { WorkloadIdentity } from '../workload-metadata.ts';
import type { InputIndex } from './index.ts';
import { memoPerInput } from './memo.ts';

/** Annotation of the copies of static pods that kubelets create in the API server (Kubernetes, well-known annotations). */
export const MIRROR_POD = 'kubernetes.io/config.mirror';

/**
 * The object of the input from whose pod template this one was created, and which is inspected in its place, if any.
 * A listing of a live cluster holds each workload several times: a Deployment, its ReplicaSets, their Pods.
 *
 * A manifest may claim any owner: the API server creates its pod, which runs until the garbage collector finds no such owner. So an owner
 * counts only for an object that the API server has stored, and by its uid.
 */
export function ownerInInput(resource: Resource, facts: InputIndex): Resource | undefined {
  const owner = isStored(resource) ? controllerInInput(resource, facts) : undefined;
  return owner && hasTemplateOf(owner, resource, facts.kinds) ? owner : undefined;
}

function controllerInInput(resource: Resource, facts: InputIndex): Resource | undefined {
  for (const reference of itemsAt(resource.root, 'metadata', 'ownerReferences')) {
    if (booleanAt(reference, 'controller') !== true) continue;
    const kind = textAt(reference, 'kind') ?? '';
    const name = textAt(reference, 'name') ?? '';
    const group = groupOf(textAt(reference, 'apiVersion') ?? '');
    const owner = ownersOf(facts, kind).get(keyOf(group, resource.namespace, name));
    const uid = textAt(reference, 'uid') ?? '';
    if (owner && uid !== '' && textAt(owner.root, 'metadata', 'uid') === uid) return owner;
  }
  return undefined;
}

/**
 * True if the owner's controller creates such objects from its pod template, so that the pods are as the owner's manifest says.
 * False for a Pod that a Pod created, such as a Spark executor, which has its own PodSpec, and for two objects that name each
 * other as their owner.
 */
function hasTemplateOf(owner: Resource, resource: Resource, kinds: Kinds): boolean {
  if (kinds.isConfigured(resource)) return false;
  return kinds.isConfigured(owner) || workloadKindOf(owner)?.creates?.kind === resource.kind;
}

/** The objects of a kind by group, namespace and name, indexed because a listing can have thousands of pods and owners. */
function ownersOf(facts: InputIndex, kind: string): Map<string, Resource> {
  const kinds = ownersByKind(facts);
  let owners = kinds.get(kind);
  if (!owners) {
    const all = facts.ofKind(kind);
    owners = new Map(all.map((one) => [keyOf(groupOf(one.apiVersion), one.namespace, one.name), one]));
    kinds.set(kind, owners);
  }
  return owners;
}

const ownersByKind = memoPerInput(() => new Map<string, Map<string, Resource>>());

const keyOf = (group: string, namespace: string, name: string) => `${group}/${namespace}/${name}`;

/** True for an object as the API server lists it: it creates none that has a resource version (Kubernetes API conventions, metadata). */
function isStored({ root }: Resource): boolean {
  return (textAt(root, 'metadata', 'resourceVersion') ?? '') !== '';
}

/** True for the API server's read-only copy of a static pod. In a manifest the annotation is a claim, and the pod is like any other. */
export function isMirrorPod({ kind, podAnnotations }: WorkloadIdentity, resource: Resource): boolean {
  return kind === 'Pod' && podAnnotations[MIRROR_POD] !== undefined && isStored(resource);
}
