import type { InputFacts } from '../cluster/facts.ts';
import {
  concernInjectors,
  type Injection,
  injectionsOfNamespace,
  injectionsOfPod,
  isInjectorKey,
  type Marks,
} from '../cluster/injectors.ts';
import { namespacesOf } from '../cluster/namespaces.ts';
import { POD_MUTATORS, podMutators } from '../cluster/pod-mutators.ts';
import type { Workload } from '../kube/workload.ts';
import { defineRule, type Finding } from '../rule.ts';
import { mapAt, stringsOf } from '../yaml/read.ts';

export const admissionWebhook = defineRule({
  id: 'admission-webhook',
  summary:
    'Find what changes the pods after they were prepared: sidecar injectors, mutating webhooks and policies.',
  rationale:
    'The policy that `contrast generate` writes holds for the pod as it is in the manifest. What an admission controller adds or changes makes the VM refuse the container, and added limits change the VM that was measured.',
  remedy:
    'Keep injectors away from the pod, or have them render their containers into the manifest before it is prepared. Take confidential pods out of webhooks by objectSelector or namespaceSelector.',
  source: 'Contrast documentation, Prepare deployment files, Pod resources; documentation of the injectors',
  severity: 'warning',
  wokenBy: {
    keys: isInjectorKey,
    facts: ({ holds }) => ['Namespace', ...POD_MUTATORS].some(holds),
  },

  *inspect(workload, facts) {
    const namespace = namespacesOf(facts).get(workload.namespace);
    if (namespace || concernInjectors(workload)) yield* byInjectors(workload, namespace);
    yield* byMutators(workload, facts);
  },
});

function* byInjectors(workload: Workload, namespace: Marks | undefined): Iterable<Finding> {
  const metadata = mapAt(workload.resource.root, ...workload.podMetadataPath);
  // Injectors do not see what only the object has that makes the pods.
  const pod: Marks = {
    labels: stringsOf(mapAt(metadata, 'labels')),
    annotations: stringsOf(mapAt(metadata, 'annotations')),
  };
  yield* injectionsOfPod(pod).map((injection) => byPod(workload, injection));
  if (namespace) yield* byNamespace(workload, pod, namespace);
}

function byPod({ podMetadataPath }: Workload, { injector, key, value, in: list, off }: Injection): Finding {
  return {
    path: [...podMetadataPath, list, key],
    currentValue: value,
    message: `asks ${injector} to change the pod when it is created, which its policy does not allow: set ${off}, or have what it adds in the manifest`,
  };
}

function* byNamespace(workload: Workload, pod: Marks, namespace: Marks): Iterable<Finding> {
  for (const { injector, key, value, off } of injectionsOfNamespace(namespace, pod)) {
    yield {
      path: workload.podMetadataPath,
      message: `namespace ${workload.namespace} asks ${injector} to change its pods when they are created (${key}: ${value}), which the policy of this pod does not allow: set ${off} on the pod, or use another namespace`,
    };
  }
}

function* byMutators(workload: Workload, facts: InputFacts): Iterable<Finding> {
  const names = podMutators(workload, facts).map(({ kind, name }) => `${kind} ${JSON.stringify(name)}`);
  if (names.length === 0) return;
  const distinct = [...new Set(names)];
  yield {
    path: workload.podSpecPath,
    message: `${distinct.join(', ')} may change the pod when it is created, which its policy does not allow: keep confidential pods out by objectSelector or namespaceSelector`,
  };
}
