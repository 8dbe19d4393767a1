import { effectivePlatform } from '../contrast/effective-platform.ts';
import { expectedVcpus, podVcpus } from '../contrast/vcpus.ts';
import { amountOf, textOf, userContainers } from '../kubernetes/resources.ts';
import { pluralize } from '../util/plural.ts';
import { defineRule } from './rule.ts';

export const initCpu = defineRule({
  id: 'init-cpu',
  summary: 'Find CPU limits on init containers that are not sidecars.',
  rationale:
    'Contrast adds up the CPU limits of init containers, while the kubelet uses the largest: the VM may have fewer CPUs than measured and then fails attestation.',
  remedy:
    'Remove the CPU limit of the init container, or keep it so small that it does not change the number of CPUs: then the finding is a remark.',
  source: 'Contrast source, CPU count of a pod; Kubernetes, PodLimits',
  severity: 'warning',
  triggers: { keys: ['initContainers'] },

  *inspect(workload) {
    // The number of CPUs is not measured on AKS.
    if (effectivePlatform(workload).host === 'aks') return;
    const [expected, vcpus] = [expectedVcpus(workload, 'limits'), podVcpus(workload)];
    // Limits that cannot be read are errors of vcpu-count.
    const isHarmless = expected !== undefined && expected === vcpus;
    for (const container of userContainers(workload)) {
      const limit = container.role === 'init' ? amountOf(container, 'limits', 'cpu') : undefined;
      if (!limit) continue;
      yield isHarmless
        ? {
            path: limit.path,
            severity: 'info',
            currentValue: textOf(limit),
            message: `Contrast adds the CPU limit ${textOf(limit)} of ${container.title} to those of other init containers, which makes no difference here: the VM has ${pluralize(vcpus!, 'vCPU')} in both cases`,
            cause: {
              message: 'Contrast adds up the CPU limits of init containers, which makes no difference here',
              subject: container.title,
            },
          }
        : {
            path: limit.path,
            currentValue: textOf(limit),
            message: `Contrast adds the CPU limit ${textOf(limit)} of ${container.title} to those of other init containers, but the kubelet uses only the largest, so the VM may fail attestation: remove it, and set a larger limit on a main container if needed`,
            cause: {
              message:
                'Contrast adds up the CPU limits of init containers, but the kubelet uses only the largest, so the VM may fail attestation: remove them, and set a larger limit on a main container if needed',
              subject: container.title,
            },
          };
    }
  },
});
