import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import { generatedAnnotation } from '../contrast/generated-annotations.ts';
import { workloadKindOf } from '../kubernetes/kinds/lookup.ts';
import { replicasOf } from '../kubernetes/replicas.ts';
import { pluralize } from '../util/plural.ts';
import { type Path, scalarAt } from '../yaml/access.ts';
import { set } from '../yaml/edit/edit.ts';
import { defineRule } from './rule.ts';
import { optIn } from './wants-fix.ts';

const FIELDS = ['maxSurge', 'maxUnavailable'] as const;
type Field = (typeof FIELDS)[number];

export const rollingUpdate = defineRule({
  id: 'rolling-update',
  summary: 'Find rolling updates with percentages.',
  rationale:
    'genpolicy supports only whole numbers for `maxSurge` and `maxUnavailable` and fails on a percentage.',
  remedy:
    'Write a number of pods. Opt-in: `fix: compatible` sets the number that the percentage gives for the replicas of a Deployment.',
  source: 'Kata Containers source, genpolicy; Kubernetes documentation, Deployments',
  severity: 'error',
  triggers: { keys: FIELDS },

  *inspect(workload) {
    const { rollingUpdate: base, acceptedSince } = workloadKindOf(workload.resource) ?? {};
    if (!base || acceptedSince === undefined) return;
    // genpolicy has accepted it; the API server writes percentages into what it stores.
    if (generatedAnnotation(workload.annotations) !== undefined) return;
    const counts = countsOf(workload, base);
    for (const field of FIELDS) {
      const text = scalarAt(workload.resource.root, ...base, field)?.value;
      if (text === undefined || !PERCENTAGE.test(text)) continue;
      const path = [...base, field];
      const count = counts?.[field];
      const message = `contrast generate fails on ${field}: ${text}, since genpolicy supports only whole numbers`;
      if (count === undefined) {
        yield { path, currentValue: text, message: `${message}: write a number of pods` };
        continue;
      }
      const pods = `${count} for ${pluralize(replicasOf(workload)!, 'replica')}`;
      yield {
        path,
        currentValue: text,
        proposedValue: count,
        message: `${message}: write ${pods}`,
        ...optIn(workload.settings, 'rolling-update', () => ({
          edits: [set(path, count)],
          message: `set to the value of ${text}, ${pods}, since genpolicy supports only whole numbers`,
        })),
      };
    }
  },
});

const PERCENTAGE = /^([0-9]{1,9})%$/;

/**
 * Returns how many pods the percentages are (Kubernetes, `ResolveFenceposts`): surge is rounded up, unavailable down, not both zero.
 * Undefined if the number of replicas is unknown or zero.
 */
function countsOf(workload: ConfidentialWorkload, base: Path): Partial<Record<Field, number>> | undefined {
  const replicas = replicasOf(workload);
  if (!replicas) return undefined;
  const count = (field: Field, round: (value: number) => number): number | undefined => {
    // The default of both fields is 25% (Kubernetes API reference, RollingUpdateDeployment).
    const text = scalarAt(workload.resource.root, ...base, field)?.value ?? '25%';
    const percent = PERCENTAGE.exec(text)?.[1];
    if (percent !== undefined) return round((Number(percent) * replicas) / 100);
    return /^[0-9]+$/.test(text) ? Number(text) : undefined;
  };
  const [maxSurge, maxUnavailable] = [count('maxSurge', Math.ceil), count('maxUnavailable', Math.floor)];
  if (maxSurge === undefined || maxUnavailable === undefined) return undefined;
  return { maxSurge, maxUnavailable: maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable };
}
