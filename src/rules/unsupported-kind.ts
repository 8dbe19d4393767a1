import { hasKind } from '../kube/workload-kinds.ts';
import { defineRule } from '../rule.ts';

/** What releases before 1.14 take, by API group (Contrast source, generate; Kata Containers source, genpolicy). */
const ACCEPTED: Record<string, string[]> = {
  '': ['ConfigMap', 'LimitRange', 'Pod', 'ReplicationController', 'Secret', 'Service', 'ServiceAccount'],
  apps: ['DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  batch: ['CronJob', 'Job'],
  policy: ['PodDisruptionBudget'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
};

export const unsupportedKind = defineRule({
  id: 'unsupported-kind',
  summary: 'Find kinds of objects that `contrast generate` refuses.',
  rationale:
    'Before release 1.14 `contrast generate` aborts on every object that it does not know; newer releases pass over it.',
  remedy:
    'Keep these objects in files of their own, which `contrast generate` does not get, or use a newer release.',
  source: 'Contrast source, generate; Kata Containers source, genpolicy',
  until: '1.13',
  severity: 'warning',

  *inspectInput(facts) {
    for (const { apiVersion, kind, count } of facts.types()) {
      if (kind === '' || hasKind(ACCEPTED, apiVersion, kind)) continue;
      const objects = count === 1 ? 'an object' : `${count} objects`;
      yield {
        message: `the input holds ${objects} of kind ${kind} (${apiVersion}), on which contrast generate aborts before 1.14: keep ${count === 1 ? 'it' : 'them'} away from it, in another file`,
      };
    }
  },
});
