import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import { genpolicyOf } from '../contrast/genpolicy/release-schema.ts';
import { entryTitle, environmentOf } from '../kubernetes/env.ts';
import { mapAt, stringsOf, textAt } from '../yaml/access.ts';
import { defineRule, type Finding } from './rule.ts';

export const downwardApi = defineRule({
  id: 'downward-api',
  summary: 'Find environment variables that the host sets, and fields that `contrast generate` cannot read.',
  rationale:
    'Most values of the downward API come from the host when the pod starts. The policy cannot know them and allows any value. It contains the values ' +
    'that the manifest gives: the namespace, labels and annotations. On some fields `contrast generate` fails, and for a service account it writes `default`.',
  remedy:
    'Do not trust the value, or write a fixed one in the manifest. Replace fields that are not supported.',
  source: 'Kata Containers source, genpolicy (pod.rs); Contrast documentation, Policies',
  severity: 'error',
  triggers: { keys: ['fieldRef', 'resourceFieldRef'] },

  inspect(workload) {
    const findings: Finding[] = [];
    for (const entry of environmentOf(workload)) {
      const source = mapAt(entry.node, 'valueFrom');
      if (!source) continue;
      const field = textAt(source, 'fieldRef', 'fieldPath');
      const resource = textAt(source, 'resourceFieldRef', 'resource');
      const variable = `${entryTitle(entry)} of ${entry.container.title}`;
      const problem = field === undefined ? undefined : problemOf(field, workload);
      const kata = field === undefined ? undefined : kataWithoutLabels(field, workload);
      if (field !== undefined && problem !== undefined) {
        findings.push({
          path: [...entry.path, 'valueFrom', 'fieldRef', 'fieldPath'],
          currentValue: field,
          message: `${variable} comes from ${field}, ${problem}`,
        });
      } else if (kata !== undefined) {
        findings.push({
          path: [...entry.path, 'valueFrom', 'fieldRef', 'fieldPath'],
          severity: 'warning',
          currentValue: field!,
          message: `${variable} comes from ${field}, a label, on which contrast generate may fail, since genpolicy of Kata ${kata} does not support it (the Kata release is not certain); write the value, or use a newer release of Contrast`,
        });
      } else if (resource !== undefined || (field !== undefined && !isPinned(field, workload))) {
        findings.push({
          path: [...entry.path, 'valueFrom'],
          severity: 'info',
          cause: {
            message: `variables come from fields that the host can set to any value; do not trust them`,
            subject: field ?? resource!,
          },
          message: `${variable} comes from ${field ?? resource}, which the host can set to any value; do not trust it`,
        });
      }
    }
    return findings;
  },
});

/** Fields that the host sets, besides labels and annotations. */
const SET_BY_HOST = new Set([
  'metadata.name',
  'metadata.uid',
  'spec.nodeName',
  'status.hostIP',
  'status.podIP',
]);
const KEYED_FIELD = /^metadata\.(labels|annotations)\['([^']*)'\]$/;

/** What happens because of the field, and what to do; undefined if genpolicy reads it as the pod does. */
function problemOf(field: string, workload: ConfidentialWorkload): string | undefined {
  if (SET_BY_HOST.has(field) || field === 'metadata.namespace') return undefined;
  // genpolicy reads the name from the container, where Kubernetes has no such field; run with Kata 3.32.0 and 4.1.0, the policy denies the container.
  if (field === 'spec.serviceAccountName') {
    const account = serviceAccountOf(workload);
    if (account === 'default') return undefined;
    return `for which contrast generate writes "default" to the policy although it is ${JSON.stringify(account)}, so the container is rejected at start; write the name as value`;
  }
  const [, map, key] = KEYED_FIELD.exec(field) ?? [];
  if (map === undefined)
    return 'which contrast generate does not support, so it fails; write a value or use another field';
  if (map === 'annotations' || templateValue(workload, map, key!) !== undefined) return undefined;
  return 'a label that the pod does not have, so contrast generate fails; add the label or write a value';
}

/** The Kata release whose genpolicy does not support the field, if it is a label; which one a release of Contrast has is inferred. */
function kataWithoutLabels(field: string, { settings }: ConfidentialWorkload): string | undefined {
  if (KEYED_FIELD.exec(field)?.[1] !== 'labels') return undefined;
  const { schema, kata } = genpolicyOf(settings.release, settings.platform);
  return schema.readsLabels ? undefined : kata;
}

/** True if the policy contains the value, since the manifest gives it. */
function isPinned(field: string, workload: ConfidentialWorkload): boolean {
  // The namespace of the command line is not in the manifest.
  if (field === 'metadata.namespace')
    return (textAt(workload.resource.root, 'metadata', 'namespace') ?? '') !== '';
  if (field === 'spec.serviceAccountName') return true;
  const [, map, key] = KEYED_FIELD.exec(field) ?? [];
  return map !== undefined && templateValue(workload, map, key!) !== undefined;
}

/** The label or annotation of the pod template. */
function templateValue(
  { resource, podMetadataPath }: ConfidentialWorkload,
  map: string,
  key: string,
): string | undefined {
  return stringsOf(mapAt(resource.root, ...podMetadataPath, map))[key];
}

function serviceAccountOf({ podSpec }: ConfidentialWorkload): string {
  return textAt(podSpec, 'serviceAccountName') || textAt(podSpec, 'serviceAccount') || 'default';
}
