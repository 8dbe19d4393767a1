import { securePvOf } from '../contrast/secure-pv.ts';
import { type Mount, mountsOf } from '../kube/mounts.ts';
import type { Workload } from '../kube/workload.ts';
import { hasClaimTemplates } from '../kube/workload-kinds.ts';
import { nearest } from '../nearest.ts';
import { defineRule, type Finding } from '../rule.ts';

export const missingVolume = defineRule({
  id: 'missing-volume',
  summary: 'Find mounts and devices that name no volume.',
  rationale: 'The API server refuses such a pod, and `contrast generate` aborts on it.',
  remedy: 'Add the volume, or correct the name.',
  source: 'Kubernetes API reference, Pod, volumeMounts; Contrast source, generate',
  severity: 'error',
  wokenBy: { keys: ['volumeMounts', 'volumeDevices'] },

  inspect(workload) {
    const { volumes, claimTemplates } = workload;
    const isKnown = (wanted: string) =>
      volumes.some(({ name }) => name === wanted) || claimTemplates.some(({ name }) => name === wanted);
    const unknown = mountsOf(workload).filter(({ name }) => !isKnown(name));
    return unknown.length === 0 ? undefined : judge(unknown, workload);
  },
});

function* judge(unknown: readonly Mount[], workload: Workload): Iterable<Finding> {
  const known = [...workload.volumes, ...workload.claimTemplates].map(({ name }) => name);
  // Contrast source, AddInitializer: generate adds the emptyDir that the annotation names.
  const secured = securePvOf(workload)?.mount.text;
  if (secured !== undefined) known.push(secured);
  const claims = hasClaimTemplates(workload.kind) ? ' or claim template' : '';
  for (const { container, list, name, path } of unknown) {
    if (name === secured) continue;
    const kind = list === 'volumeMounts' ? 'mounts' : 'uses the device';
    const close = nearest(name, known);
    const advice = close === undefined ? 'add it, or remove the entry' : `did you mean "${close}"?`;
    yield {
      path: [...path, 'name'],
      currentValue: name,
      message: `${container.title} ${kind} "${name}", but the pod has no volume${claims} of that name: ${advice}`,
    };
  }
}
