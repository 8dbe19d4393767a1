import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import { generatedAnnotation } from '../contrast/generated-annotations.ts';
import type { InputIndex } from '../kubernetes/input/index.ts';
import { accountInPlaceOf, accountNameOf } from '../kubernetes/input/service-accounts.ts';
import { isMounted } from '../kubernetes/volume-mounts.ts';
import { booleanAt, itemsAt, mapAt, textAt } from '../yaml/access.ts';
import { set } from '../yaml/edit/edit.ts';
import { defineRule, type Finding } from './rule.ts';
import { wantsFix } from './wants-fix.ts';

const ID = 'service-account-token';
const FIELD = 'automountServiceAccountToken';

export const serviceAccountToken = defineRule({
  id: ID,
  summary: 'Report pods that get a token for the API server.',
  rationale:
    'A pod with a service account token trusts the responses of the API server, which the operator of the cluster controls.',
  remedy:
    'If the program does not use the API, set `automountServiceAccountToken: false` on the ServiceAccount: genpolicy does not support the field of the pod. Otherwise do not trust ' +
    'responses of the API in the program. Opt-in: `fix: compatible` moves the field from the pods to their ServiceAccount, if that is in the input and all pods of the input that use it say the same; pods outside of the input then do as the account says.',
  source:
    'Contrast documentation, Prepare deployment files, Security review; Kubernetes API reference, ServiceAccount',
  severity: 'info',
  triggers: {
    keys: ['serviceAccountName', 'serviceAccount', FIELD, 'serviceAccountToken'],
  },

  inspect(workload, facts) {
    const findings: Finding[] = [];
    for (const { name, type, path, node } of workload.volumes) {
      if (type !== 'projected' || !isMounted(workload, name)) continue;
      for (const [index, source] of itemsAt(node, 'projected', 'sources').entries()) {
        if (!mapAt(source, 'serviceAccountToken')) continue;
        findings.push({
          path: [...path, 'projected', 'sources', index, 'serviceAccountToken'],
          message: `volume "${name}" has a service account token for the API server, which the cluster controls: do not trust its responses`,
        });
      }
    }
    const automatic = automaticToken(workload, facts);
    if (automatic) findings.push(automatic);
    const moved = moveToAccount(workload, facts);
    if (moved) findings.push(moved);
    return findings;
  },
});

/** Reports a pod with its own service account, which probably uses its permissions. The token of the default account has none. */
function automaticToken(
  { podSpec, podSpecPath, namespace }: ConfidentialWorkload,
  facts: InputIndex,
): Finding | undefined {
  const key = textAt(podSpec, 'serviceAccountName') === undefined ? 'serviceAccount' : 'serviceAccountName';
  const account = accountNameOf(podSpec);
  const own = booleanAt(podSpec, FIELD);
  if (own === false) return undefined;
  if (own) {
    return {
      path: [...podSpecPath, FIELD],
      message: `the pod gets a token for the API server, which the cluster controls: do not trust its responses`,
    };
  }
  if (account === undefined || account === 'default') return undefined;
  const definition = facts.serviceAccount(namespace, account);
  if (booleanAt(definition?.root, FIELD) === false) return undefined;
  return {
    path: [...podSpecPath, key],
    cause: {
      message:
        'pods get tokens for the API server, which the cluster controls: do not trust its responses, or set automountServiceAccountToken: false on the ServiceAccounts',
      subject: `service account "${account}"`,
    },
    message: `the pod gets a token of service account "${account}" for the API server, which the cluster controls: do not trust its responses, or set automountServiceAccountToken: false on the ServiceAccount`,
  };
}

/** Sets the field on the ServiceAccount of pods that have it, so that unsupported-field can remove it there. */
function moveToAccount(workload: ConfidentialWorkload, facts: InputIndex): Finding | undefined {
  const { podSpec, settings, annotations } = workload;
  const value = booleanAt(podSpec, FIELD);
  if (value === undefined || !wantsFix(settings, ID)) return undefined;
  if (generatedAnnotation(annotations) !== undefined) return undefined;
  const found = accountInPlaceOf(workload, value, facts);
  if (!found || found.agrees) return undefined;
  const name = JSON.stringify(found.account.name);
  const current = booleanAt(found.account.root, FIELD);
  return {
    resource: found.account,
    path: [FIELD],
    ...(current !== undefined && { currentValue: current }),
    proposedValue: value,
    message: `all pods of ServiceAccount ${name} have ${FIELD}: ${value}, on which contrast generate fails; set it on the ServiceAccount`,
    fix: {
      edits: [set([FIELD], value)],
      message: `set to ${value} as in all pods that use ServiceAccount ${name}, on whose field contrast generate fails`,
    },
  };
}
