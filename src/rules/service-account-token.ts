import type { InputFacts } from '../cluster/facts.ts';
import { isMounted } from '../kube/mounts.ts';
import type { Workload } from '../kube/workload.ts';
import { defineRule, type Finding } from '../rule.ts';
import { itemsAt, mapAt, textAt, trueAt } from '../yaml/read.ts';

export const serviceAccountToken = defineRule({
  id: 'service-account-token',
  summary: 'Name pods that talk to the API server.',
  rationale:
    'A pod with a token of its service account believes what the API server says, but that is run by whoever runs the cluster: its answers cannot be trusted.',
  remedy:
    'Where the program needs no API, set `automountServiceAccountToken: false` on the ServiceAccount: genpolicy does not know the field of the pod. Otherwise have the program distrust what it is told.',
  source: 'Contrast documentation, Prepare deployment files, Security review',
  severity: 'info',
  wokenBy: {
    keys: ['serviceAccountName', 'serviceAccount', 'automountServiceAccountToken', 'serviceAccountToken'],
  },

  inspect(workload, facts) {
    const findings: Finding[] = [];
    for (const { name, type, path, node } of workload.volumes) {
      if (type !== 'projected' || !isMounted(workload, name)) continue;
      for (const [index, source] of itemsAt(node, 'projected', 'sources').entries()) {
        if (!mapAt(source, 'serviceAccountToken')) continue;
        findings.push({
          path: [...path, 'projected', 'sources', index, 'serviceAccountToken'],
          message: `volume "${name}" holds a token of the service account: whoever accepts it is run by the cluster, so do not trust what it says`,
        });
      }
    }
    const automatic = automaticToken(workload, facts);
    if (automatic) findings.push(automatic);
    return findings;
  },
});

/** A pod that names a service account does so for its rights; every other gets a token that is good for nothing. */
function automaticToken(
  { podSpec, podSpecPath, namespace }: Workload,
  facts: InputFacts,
): Finding | undefined {
  const key = textAt(podSpec, 'serviceAccountName') === undefined ? 'serviceAccount' : 'serviceAccountName';
  const account = textAt(podSpec, key);
  const own = textAt(podSpec, 'automountServiceAccountToken');
  if (own === 'false') return undefined;
  if (trueAt(podSpec, 'automountServiceAccountToken')) {
    return {
      path: [...podSpecPath, 'automountServiceAccountToken'],
      message: `the pod gets a token for the API server, which the cluster runs: do not trust what it says`,
    };
  }
  if (account === undefined || account === 'default') return undefined;
  const isSame = (one: { name: string; namespace: string }) =>
    one.name === account && (one.namespace === namespace || one.namespace === '' || namespace === '');
  const definition = facts.serviceAccounts().findLast(isSame);
  if (textAt(definition?.root, 'automountServiceAccountToken') === 'false') return undefined;
  return {
    path: [...podSpecPath, key],
    message: `the pod gets a token of service account "${account}" for the API server, which the cluster runs: do not trust what it says, or set automountServiceAccountToken: false on the ServiceAccount`,
  };
}
