import { securePvOf } from '../contrast/secure-pv.ts';
import { mountsOf } from '../kube/mounts.ts';
import { nearest } from '../nearest.ts';
import { defineRule } from '../rule.ts';

export const missingVolume = defineRule({
  id: 'missing-volume',
  summary: 'Find mounts and devices that name no volume.',
  rationale: 'The API server refuses such a pod, and `contrast generate` aborts on it.',
  remedy: 'Add the volume, or correct the name.',
  source: 'Kubernetes API reference, Pod, volumeMounts; Contrast source, generate',
  severity: 'error',
  wokenBy: { keys: ['volumeMounts', 'volumeDevices'] },

  *inspect(workload) {
    const known = new Set([...workload.volumes, ...workload.claimTemplates].map(({ name }) => name));
    // Contrast source, AddInitializer: generate adds the emptyDir that the annotation names.
    const secured = securePvOf(workload)?.mount.text;
    if (secured !== undefined) known.add(secured);
    const claims = workload.kind === 'StatefulSet' ? ' or claim template' : '';
    for (const { container, list, name, path } of mountsOf(workload)) {
      if (known.has(name)) continue;
      const kind = list === 'volumeMounts' ? 'mounts' : 'uses the device';
      const close = nearest(name, known);
      const advice = close === undefined ? 'add it, or remove the entry' : `did you mean "${close}"?`;
      yield {
        path: [...path, 'name'],
        currentValue: name,
        message: `${container.title} ${kind} "${name}", but the pod has no volume${claims} of that name: ${advice}`,
      };
    }
  },
});
