import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import type { InputIndex } from '../kubernetes/input/index.ts';
import { POD_MUTATORS, type PodMutator, podMutators } from '../kubernetes/input/mutating-admission.ts';
import { namespacesOf } from '../kubernetes/input/namespaces.ts';
import {
  INJECTOR_KEYS,
  type Injection,
  injectionsOfNamespace,
  injectionsOfPod,
  type Marks,
} from '../kubernetes/input/sidecar-injectors.ts';
import { firstFew } from '../util/join-words.ts';
import { mapAt, stringsOf } from '../yaml/access.ts';
import { defineRule, type Finding } from './rule.ts';
import { inputHolds } from './triggers.ts';

/** Webhooks and policies that a message names. */
const MOST_NAMED = 5;

export const admissionWebhook = defineRule({
  id: 'admission-webhook',
  summary: 'Find sidecar injectors, mutating webhooks and policies that change prepared pods.',
  rationale:
    'The policy that `contrast generate` writes matches the pod in the manifest. If an admission controller adds or changes something, the VM rejects the container; if it adds limits, the VM differs from the measured one.',
  remedy:
    'Disable injection for the pod, or render the injected containers into the manifest before preparing it. Exclude confidential pods from webhooks with objectSelector or namespaceSelector.',
  source: 'Contrast documentation, Prepare deployment files, Pod resources; documentation of the injectors',
  severity: 'warning',
  triggers: {
    keys: INJECTOR_KEYS,
    facts: ['Namespace', ...POD_MUTATORS].map(inputHolds),
  },

  *inspect(workload, facts) {
    yield* byInjectors(workload, namespacesOf(facts).get(workload.namespace));
    yield* byMutators(workload, facts);
  },
});

function* byInjectors(workload: ConfidentialWorkload, namespace: Marks | undefined): Iterable<Finding> {
  const metadata = mapAt(workload.resource.root, ...workload.podMetadataPath);
  // Injectors see the labels and annotations of the pod only, not those of its workload.
  const pod: Marks = {
    labels: stringsOf(mapAt(metadata, 'labels')),
    annotations: stringsOf(mapAt(metadata, 'annotations')),
  };
  yield* injectionsOfPod(pod).map((injection) => byPod(workload, injection));
  if (namespace) yield* byNamespace(workload, pod, namespace);
}

function byPod(
  { podMetadataPath }: ConfidentialWorkload,
  { injector, key, value, in: list, off }: Injection,
): Finding {
  return {
    path: [...podMetadataPath, list, key],
    currentValue: value,
    message: `${injector} changes the pod when it is created, which its policy does not allow: set ${off}, or add the injected containers to the manifest`,
  };
}

function* byNamespace(workload: ConfidentialWorkload, pod: Marks, namespace: Marks): Iterable<Finding> {
  for (const { injector, key, value, off } of injectionsOfNamespace(namespace, pod)) {
    yield {
      path: workload.podMetadataPath,
      message: `${injector} changes pods of namespace ${workload.namespace} when they are created (${key}: ${value}), which the policy of this pod does not allow: set ${off} on the pod, or use another namespace`,
    };
  }
}

function* byMutators(workload: ConfidentialWorkload, facts: InputIndex): Iterable<Finding> {
  const groups = podMutators(workload, facts);
  if (groups.length === 0) return;
  const names = groups.length === 1 ? namesOf(groups[0]!) : joinNames(groups.flat());
  const advice =
    'which the policy does not allow: exclude confidential pods with objectSelector or namespaceSelector';
  yield {
    path: workload.podSpecPath,
    message: `${names} may change the pod when it is created, ${advice}`,
    cause: { message: `${names} may change pods when they are created, ${advice}` },
  };
}

/** Names of groups, once for all pods, because a group may change many. */
const known = new WeakMap<readonly PodMutator[], string>();

function namesOf(group: readonly PodMutator[]): string {
  let names = known.get(group);
  if (names === undefined) {
    names = joinNames(group);
    known.set(group, names);
  }
  return names;
}

function joinNames(mutators: readonly PodMutator[]): string {
  const names = new Set(mutators.map(({ kind, name }) => `${kind} ${JSON.stringify(name)}`));
  return firstFew([...names], MOST_NAMED);
}
