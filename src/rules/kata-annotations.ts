import { generatedAnnotation } from '../contrast/generated-annotations.ts';
import { defineRule } from './rule.ts';

/** Hypervisor annotations that set the size of the VM (Kata Containers). */
export const SIZING_ANNOTATION =
  /^io\.katacontainers\.config\.hypervisor\.(default_memory|default_max_?memory|default_vcpus|default_max_vcpus|memory_slots|memory_offset)$/;

/** The one sizing annotation that `contrast generate` writes. */
const GENERATED_VCPUS = 'io.katacontainers.config.hypervisor.default_vcpus';

export const kataAnnotations = defineRule({
  id: 'kata-annotations',
  summary: 'Reject Kata annotations that set the size of the VM.',
  rationale:
    'They change the measured launch of the VM. Contrast does not allow them: the VM does not start or fails attestation.',
  remedy:
    'Remove the annotation. Set memory limits on the containers instead, and CPU limits if the platform allows them.',
  source: 'Contrast source, allowed hypervisor annotations of the Kata configuration',
  severity: 'error',
  triggers: { keys: ['io.katacontainers.config.hypervisor.*'] },

  *inspect({ podAnnotations, podMetadataPath, settings }) {
    const isGenerated = generatedAnnotation(podAnnotations) !== undefined;
    const isRefused = settings.release.fact('sizingAnnotations').value === 'rejected';
    for (const [key, value] of Object.entries(podAnnotations)) {
      if (!SIZING_ANNOTATION.test(key)) continue;
      // `contrast generate` writes the number of vCPUs itself for SEV-SNP (Contrast source, generate).
      if (isGenerated && key === GENERATED_VCPUS) continue;
      yield {
        path: [...podMetadataPath, 'annotations', key],
        // Older releases documented default_memory for GPUs.
        ...(isRefused ? {} : { severity: 'warning' as const }),
        currentValue: value,
        message: `the annotation ${key} sets the size of the VM, which ${
          isRefused
            ? 'Contrast does not allow: the VM would not start or would fail attestation'
            : 'newer releases of Contrast do not allow'
        }; remove it, and set limits on the containers instead`,
      };
    }
  },
});
