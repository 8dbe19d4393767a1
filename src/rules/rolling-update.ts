import { wantsFix } from '../config/opt-in.ts';
import { counted } from '../counted.ts';
import { set } from '../edit/edit.ts';
import { replicasOf } from '../kube/replicas.ts';
import type { Workload } from '../kube/workload.ts';
import { defineRule } from '../rule.ts';
import { scalarAt } from '../yaml/read.ts';

const STRATEGIES: Record<string, string> = { Deployment: 'strategy', DaemonSet: 'updateStrategy' };
const FIELDS = ['maxSurge', 'maxUnavailable'] as const;
type Field = (typeof FIELDS)[number];

export const rollingUpdate = defineRule({
  id: 'rolling-update',
  summary: 'Find rolling updates whose bounds are percentages.',
  rationale: 'genpolicy reads `maxSurge` and `maxUnavailable` as whole numbers and aborts on a percentage.',
  remedy:
    'Write a number of pods. Opt-in: `rules: {rolling-update: {fix: true}}` writes the number that the percentage means for the replicas of a Deployment.',
  source: 'Kata Containers source, genpolicy; Kubernetes documentation, Deployments',
  severity: 'warning',
  wokenBy: { keys: FIELDS },

  *inspect(workload) {
    const strategy = STRATEGIES[workload.kind];
    if (strategy === undefined) return;
    const base = ['spec', strategy, 'rollingUpdate'];
    const counts = countsOf(workload, base);
    for (const field of FIELDS) {
      const text = scalarAt(workload.resource.root, ...base, field)?.value;
      if (text === undefined || !PERCENTAGE.test(text)) continue;
      const path = [...base, field];
      const count = counts?.[field];
      const message = `contrast generate may abort on ${field}: ${text}, since genpolicy takes whole numbers only`;
      if (count === undefined) {
        yield { path, currentValue: text, message: `${message}: write a number of pods` };
        continue;
      }
      const pods = `${count} for ${counted(replicasOf(workload)!, 'replica')}`;
      yield {
        path,
        currentValue: text,
        proposedValue: count,
        message: `${message}: write ${pods}`,
        ...(wantsFix(workload.settings, 'rolling-update') && {
          fix: {
            edits: [set(path, count)],
            message: `set to what ${text} means, ${pods}, since genpolicy takes whole numbers only`,
          },
        }),
      };
    }
  },
});

const PERCENTAGE = /^([0-9]{1,9})%$/;

/**
 * How many pods percentages mean (Kubernetes, `ResolveFenceposts`): surge rounded up, unavailable down, not both zero.
 * Undefined where the replicas are not known, or none for now.
 */
function countsOf(workload: Workload, base: string[]): Partial<Record<Field, number>> | undefined {
  const replicas = workload.kind === 'Deployment' ? replicasOf(workload) : undefined;
  if (!replicas) return undefined;
  const count = (field: Field, round: (value: number) => number): number | undefined => {
    // A field that is not written is a quarter (Kubernetes API reference, RollingUpdateDeployment).
    const text = scalarAt(workload.resource.root, ...base, field)?.value ?? '25%';
    const percent = PERCENTAGE.exec(text)?.[1];
    if (percent !== undefined) return round((Number(percent) * replicas) / 100);
    return /^[0-9]+$/.test(text) ? Number(text) : undefined;
  };
  const [maxSurge, maxUnavailable] = [count('maxSurge', Math.ceil), count('maxUnavailable', Math.floor)];
  if (maxSurge === undefined || maxUnavailable === undefined) return undefined;
  return { maxSurge, maxUnavailable: maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable };
}
