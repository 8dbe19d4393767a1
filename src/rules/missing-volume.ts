import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import { securePvOf } from '../contrast/secure-pv.ts';
import { mayHaveClaimTemplates } from '../kubernetes/claim-templates.ts';
import { type Mount, mountsOf, volumesByName } from '../kubernetes/volume-mounts.ts';
import { closestMatch } from '../util/closest-match.ts';
import { defineRule, type Finding } from './rule.ts';

/** Volumes of a pod that a name is compared with: each unknown name with each volume would take too long in pods with more. */
const MAX_CANDIDATES = 100;

export const missingVolume = defineRule({
  id: 'missing-volume',
  summary: 'Find mounts and devices that refer to an unknown volume.',
  rationale: 'The API server rejects such a pod, and `contrast generate` aborts on it.',
  remedy: 'Add the volume, or correct the name.',
  source: 'Kubernetes API reference, Pod, volumeMounts; Contrast source, generate',
  severity: 'error',
  triggers: { keys: ['volumeMounts', 'volumeDevices'] },

  inspect(workload) {
    const templates = new Set(workload.claimTemplates.map(({ name }) => name));
    const volumes = volumesByName(workload);
    const unknown = mountsOf(workload).filter(({ name }) => !volumes.has(name) && !templates.has(name));
    return unknown.length === 0 ? undefined : judge(unknown, workload);
  },
});

function* judge(unknown: readonly Mount[], workload: ConfidentialWorkload): Iterable<Finding> {
  const known = [...workload.volumes, ...workload.claimTemplates].map(({ name }) => name);
  // Contrast source, AddInitializer: generate adds the emptyDir that the annotation names.
  const secured = securePvOf(workload)?.mount.text;
  if (secured !== undefined) known.push(secured);
  const claims = mayHaveClaimTemplates(workload.resource) ? ' or claim template' : '';
  for (const { container, list, name, path } of unknown) {
    if (name === secured) continue;
    const kind = list === 'volumeMounts' ? 'mounts' : 'uses the device';
    const close = known.length > MAX_CANDIDATES ? undefined : closestMatch(name, known);
    const advice = close === undefined ? 'add it, or remove the entry' : `did you mean "${close}"?`;
    yield {
      path: [...path, 'name'],
      currentValue: name,
      message: `${container.title} ${kind} "${name}", but the pod has no volume${claims} of that name: ${advice}`,
    };
  }
}
