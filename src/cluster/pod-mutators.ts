import { meets, type Requirement } from '../config/selector.ts';
import type { Resource } from '../frame.ts';
import { readLabelSelector } from '../kube/label-selector.ts';
import type { Workload } from '../kube/workload.ts';
import { groupOf } from '../kube/workload-kinds.ts';
import type { Node } from '../yaml/node.ts';
import { at, itemsAt, mapAt, stringsOf, textAt } from '../yaml/read.ts';
import type { InputFacts } from './facts.ts';
import { namespacesOf } from './namespaces.ts';
import { perInput } from './per-input.ts';

/** Something in the cluster that may change pods while they are created. */
export interface PodMutator {
  kind: string;
  name: string;
  namespaces: Requirement[];
  objects: Requirement[];
}

const GROUP = 'admissionregistration.k8s.io';
/** Label that the API server gives to every namespace. */
const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** Kinds of the objects that change pods. */
export const POD_MUTATORS = ['MutatingWebhookConfiguration', 'MutatingAdmissionPolicy'];

const mutatorsOf = perInput((facts) => [
  ...facts.ofKind('MutatingWebhookConfiguration').flatMap(readWebhooks),
  ...facts.ofKind('MutatingAdmissionPolicy').flatMap(readPolicy),
]);

/**
 * What may change the workload's pods: webhooks and policies over the creation of pods, as far as their selectors let them.
 * A selector over labels of a namespace that is not in the input may match.
 */
export function podMutators(workload: Workload, facts: InputFacts): PodMutator[] {
  const mutators = mutatorsOf(facts);
  if (mutators.length === 0) return [];
  const labels = stringsOf(mapAt(workload.resource.root, ...workload.podMetadataPath, 'labels'));
  const namespace = namespaceLabels(workload.namespace, facts);
  return mutators.filter(
    ({ namespaces, objects }) =>
      meets(objects, labels) &&
      namespaces.every(
        (requirement) => !isKnown(requirement.key, namespace) || meets([requirement], namespace.labels),
      ),
  );
}

/** What is known of a namespace's labels; `complete` where the Namespace itself is in the input. */
interface KnownLabels {
  labels: Record<string, string>;
  complete: boolean;
}

function namespaceLabels(name: string, facts: InputFacts): KnownLabels {
  const fact = name === '' ? undefined : namespacesOf(facts).get(name);
  const own: Record<string, string> = name === '' ? {} : { [NAMESPACE_NAME]: name };
  return { labels: { ...fact?.labels, ...own }, complete: fact !== undefined };
}

function isKnown(key: string, { labels, complete }: KnownLabels): boolean {
  return complete || Object.hasOwn(labels, key);
}

function readWebhooks({ apiVersion, kind, name, root }: Resource): PodMutator[] {
  if (groupOf(apiVersion) !== GROUP) return [];
  return itemsAt(root, 'webhooks')
    .filter((webhook) => itemsAt(webhook, 'rules').some(createsPods))
    .map((webhook) => read(kind, name, webhook));
}

function readPolicy({ apiVersion, kind, name, root }: Resource): PodMutator[] {
  const constraints = at(root, 'spec', 'matchConstraints');
  if (groupOf(apiVersion) !== GROUP || !itemsAt(constraints, 'resourceRules').some(createsPods)) return [];
  return [read(kind, name, constraints)];
}

function read(kind: string, name: string, node: Node | undefined): PodMutator {
  return {
    kind,
    name,
    namespaces: readLabelSelector(at(node, 'namespaceSelector')),
    objects: readLabelSelector(at(node, 'objectSelector')),
  };
}

/** True for a rule over the creation of pods (Kubernetes API reference, RuleWithOperations). */
function createsPods(rule: Node): boolean {
  const names = (key: string, ...wanted: string[]) =>
    itemsAt(rule, key).some((item) => wanted.includes(textAt(item) ?? ''));
  return (
    names('operations', 'CREATE', '*') &&
    names('apiGroups', '', '*') &&
    names('resources', 'pods', '*', '*/*')
  );
}
