import { entryTitle, environmentOf } from '../kube/environment.ts';
import type { Workload } from '../kube/workload.ts';
import { defineRule, type Finding } from '../rule.ts';
import { mapAt, stringsOf, textAt } from '../yaml/read.ts';

/** Fields of the pod that genpolicy knows as the source of a variable (Kata Containers source, genpolicy, `pod.rs`). */
const KNOWN_FIELDS = new Set([
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.podIP',
]);
const KEYED_FIELD = /^metadata\.(labels|annotations)\['([^']*)'\]$/;

export const downwardApi = defineRule({
  id: 'downward-api',
  summary: 'Find environment variables that the host sets.',
  rationale:
    'The values of the downward API come from the host when the pod starts. The policy cannot know them and lets any value pass; on some fields ' +
    '`contrast generate` aborts.',
  remedy:
    'Have the program distrust the value, or write a fixed one in the manifest. Replace fields that are not supported.',
  source: 'Kata Containers source, genpolicy; Contrast documentation, Policies',
  severity: 'warning',
  wokenBy: { keys: ['fieldRef', 'resourceFieldRef'] },

  inspect(workload) {
    const findings: Finding[] = [];
    for (const entry of environmentOf(workload)) {
      const source = mapAt(entry.node, 'valueFrom');
      if (!source) continue;
      const field = textAt(source, 'fieldRef', 'fieldPath');
      const resource = textAt(source, 'resourceFieldRef', 'resource');
      const variable = `${entryTitle(entry)} of ${entry.container.title}`;
      const problem = field === undefined ? undefined : problemOf(field, workload);
      if (field !== undefined && problem !== undefined) {
        findings.push({
          path: [...entry.path, 'valueFrom', 'fieldRef', 'fieldPath'],
          severity: 'error',
          currentValue: field,
          message: `${variable} is taken from ${field}, ${problem}, so contrast generate aborts: write a value or take another field`,
        });
      } else if (field !== undefined || resource !== undefined) {
        findings.push({
          path: [...entry.path, 'valueFrom'],
          message: `${variable} is taken from ${field ?? resource}, which the host sets to whatever it likes: do not rely on it`,
        });
      }
    }
    return findings;
  },
});

/** Why genpolicy cannot take the field; undefined where it can. */
function problemOf(field: string, { resource, podMetadataPath }: Workload): string | undefined {
  if (KNOWN_FIELDS.has(field)) return undefined;
  const [, map, key] = KEYED_FIELD.exec(field) ?? [];
  if (map === 'annotations') return undefined;
  if (map !== 'labels') return 'which genpolicy does not know';
  const labels = stringsOf(mapAt(resource.root, ...podMetadataPath, 'labels'));
  return labels[key!] === undefined ? 'a label that the pod does not have' : undefined;
}
