import type { Resource } from '../../manifest/types.ts';
import { groupBy } from '../../util/group-by.ts';
import { at, itemsAt, mapAt, stringsOf, textAt } from '../../yaml/access.ts';
import type { Node } from '../../yaml/node.ts';
import { groupOf } from '../kinds/kind.ts';
import { readLabelSelector } from '../label-selector.ts';
import { meets, type Requirement } from '../selector.ts';
import type { Workload } from '../workload.ts';
import type { InputIndex } from './index.ts';
import { memoPerInput } from './memo.ts';
import { namespacesOf } from './namespaces.ts';

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

/** Mutators with the same selectors. */
interface MutatorGroup extends Pick<PodMutator, 'namespaces' | 'objects'> {
  position: number;
  mutators: readonly PodMutator[];
}

/** Groups by a label that their pods have, as `key=value`; '' for those that require none. */
const groupsOf = memoPerInput((facts) => {
  const mutators = [
    ...facts.ofKind('MutatingWebhookConfiguration').flatMap(readWebhooks),
    ...facts.ofKind('MutatingAdmissionPolicy').flatMap(readPolicy),
  ];
  const groups = [...groupBy(mutators, ({ namespaces, objects }) => keyOf(namespaces, objects)).values()].map(
    (own, position): MutatorGroup => ({ ...own[0]!, position, mutators: own }),
  );
  const counts = new Map<string, number>();
  for (const { objects } of groups)
    for (const label of labelsRequired(objects)) counts.set(label, (counts.get(label) ?? 0) + 1);
  return groupBy(groups, ({ objects }) =>
    labelsRequired(objects).reduce(
      (one, other) => (one !== '' && counts.get(one)! <= counts.get(other)! ? one : other),
      '',
    ),
  );
});

const keyOf = (...selectors: Requirement[][]) =>
  JSON.stringify(selectors, (_, value) => (typeof value === 'bigint' ? String(value) : value));

/** The labels that a selector requires, as `key=value`. */
function labelsRequired(objects: readonly Requirement[]): string[] {
  return objects.flatMap((one) =>
    one.operator === 'in' && one.values.length === 1 ? [`${one.key}=${one.values[0]}`] : [],
  );
}

/**
 * What may change the workload's pods: webhooks and policies over the creation of pods, as far as their selectors let them, in groups of
 * the same selectors. A selector over labels of a namespace that is not in the input may match.
 */
export function podMutators(
  workload: Pick<Workload, 'resource' | 'podMetadataPath' | 'namespace'>,
  facts: InputIndex,
): (readonly PodMutator[])[] {
  const byLabel = groupsOf(facts);
  if (byLabel.size === 0) return [];
  const labels = stringsOf(mapAt(workload.resource.root, ...workload.podMetadataPath, 'labels'));
  const namespace = namespaceLabels(workload.namespace, facts);
  return ['', ...Object.entries(labels).map(([key, value]) => `${key}=${value}`)]
    .flatMap((label) => byLabel.get(label) ?? [])
    .filter(
      ({ namespaces, objects }) =>
        meets(objects, labels) &&
        namespaces.every(
          (requirement) => !isKnown(requirement.key, namespace) || meets([requirement], namespace.labels),
        ),
    )
    .sort((one, other) => one.position - other.position)
    .map(({ mutators }) => mutators);
}

/** What is known of a namespace's labels; `complete` where the Namespace itself is in the input. */
interface KnownLabels {
  labels: Record<string, string>;
  complete: boolean;
}

function namespaceLabels(name: string, facts: InputIndex): KnownLabels {
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
