import { effectivePlatform } from '../contrast/effective-platform.ts';
import { amountOf, judgedContainers, textOf } from '../kube/resources.ts';
import { defineRule } from '../rule.ts';

export const initCpu = defineRule({
  id: 'init-cpu',
  summary: 'Point out CPU limits on ordinary init containers.',
  rationale:
    'Contrast adds up the CPU limits of init containers, the kubelet takes the largest: the VM may have fewer CPUs than were measured, and then fails attestation.',
  remedy: 'Remove the CPU limit of the init container, or keep it small enough not to matter for the count.',
  source: 'Contrast source, CPU count of a pod; Kubernetes, PodLimits',
  severity: 'warning',
  wokenBy: { keys: ['initContainers'] },

  *inspect(workload) {
    // No number of CPUs is measured on AKS.
    if (effectivePlatform(workload).host === 'aks') return;
    for (const container of judgedContainers(workload)) {
      const limit = container.role === 'init' ? amountOf(container, 'limits', 'cpu') : undefined;
      if (!limit) continue;
      yield {
        path: limit.path,
        currentValue: textOf(limit),
        message: `the CPU limit ${textOf(limit)} of ${container.title} counts differently for Contrast, which adds up init containers, and for the kubelet, which takes the largest, so the VM may fail attestation: remove it, and give a main container the CPUs`,
      };
    }
  },
});
