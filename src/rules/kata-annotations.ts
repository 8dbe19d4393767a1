import { atLeast } from '../contrast/version.ts';
import { defineRule } from '../rule.ts';

/** Kata Containers, hypervisor annotations: those that size the VM. */
const SIZING =
  /^io\.katacontainers\.config\.hypervisor\.(default_memory|default_max_?memory|default_vcpus|default_max_vcpus|memory_slots|memory_offset)$/;

export const kataAnnotations = defineRule({
  id: 'kata-annotations',
  summary: 'Refuse annotations that size the VM past Contrast.',
  rationale:
    'They change the measured launch of the VM. Contrast does not allow them: the VM does not start or fails attestation.',
  remedy:
    'Remove the annotation and give the containers memory limits and, where the platform allows, CPU limits instead.',
  source: 'Contrast source, allowed hypervisor annotations of the Kata configuration',
  severity: 'error',
  wokenBy: { keys: ['io.katacontainers.config.hypervisor.*'] },

  *inspect({ podAnnotations, podMetadataPath, settings }) {
    for (const [key, value] of Object.entries(podAnnotations)) {
      if (!SIZING.test(key)) continue;
      yield {
        path: [...podMetadataPath, 'annotations', key],
        // Releases before 1.13 documented default_memory for GPUs.
        ...(atLeast(settings.version, '1.13') ? {} : { severity: 'warning' as const }),
        currentValue: value,
        message: `the annotation ${key} sizes the VM, which ${
          atLeast(settings.version, '1.13')
            ? 'Contrast does not allow: the VM would not start, or fail attestation'
            : 'Contrast 1.13 and newer do not allow'
        }; remove it, and size the VM by the limits of the containers`,
      };
    }
  },
});
