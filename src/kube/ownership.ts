import type { InputFacts } from '../cluster/facts.ts';
import { perInput } from '../cluster/per-input.ts';
import type { Resource } from '../frame.ts';
import { itemsAt, textAt, trueAt } from '../yaml/read.ts';
import type { WorkloadIdentity } from './identity.ts';
import { type CustomWorkload, customWorkloads, groupOf, podTemplatePaths } from './workload-kinds.ts';

/** Annotation of the copies that a kubelet shows of its static pods (Kubernetes, well-known annotations). */
export const MIRROR_POD = 'kubernetes.io/config.mirror';

/**
 * The object of the input from whose pod template this one was made, and which is judged in its place; undefined where there is none.
 * What a live cluster lists holds each workload several times: a Deployment, its ReplicaSets, their Pods.
 */
export function makerInInput(resource: Resource, facts: InputFacts): Resource | undefined {
  const owner = ownerInInput(resource, facts);
  return owner && hasTemplateOf(owner, resource, facts.customWorkloads) ? owner : undefined;
}

function ownerInInput(resource: Resource, facts: InputFacts): Resource | undefined {
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

/** What the controllers of Kubernetes make from the pod template of another object (Kubernetes, Workload management). */
const MAKERS: Readonly<Record<string, readonly string[]>> = {
  Pod: ['DaemonSet', 'Job', 'ReplicaSet', 'ReplicationController', 'StatefulSet'],
  ReplicaSet: ['Deployment'],
  Job: ['CronJob'],
};

/**
 * True where the object has its pod from the owner's template, so that the pod is as the owner says. A Pod that a Pod made, as the
 * executors of Spark are, has a PodSpec of its own; nor does it help where two objects say that the other one made them.
 */
function hasTemplateOf(owner: Resource, resource: Resource, custom: readonly CustomWorkload[]): boolean {
  if (customWorkloads(resource, custom).length > 0) return false;
  if (customWorkloads(owner, custom).length > 0) return true;
  const makers = Object.hasOwn(MAKERS, resource.kind) ? MAKERS[resource.kind]! : [];
  return makers.includes(owner.kind) && podTemplatePaths(owner, []).length > 0;
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
export function isMirrorPod({ kind, podAnnotations }: WorkloadIdentity): boolean {
  return kind === 'Pod' && podAnnotations[MIRROR_POD] !== undefined;
}
