import { set } from '../edit/edit.ts';
import { soundMemory } from '../kube/memory-amount.ts';
import { amountOf, judgedContainers, pathOf } from '../kube/resources.ts';
import { defineRule } from '../rule.ts';

export const memoryRequest = defineRule({
  id: 'memory-request',
  summary: 'Make every memory request equal to its limit.',
  rationale:
    'The VM takes the limits from the node whatever the pod uses. The scheduler counts requests, so it overbooks the node where a request is smaller.',
  remedy: 'Applied by itself: the request becomes the limit. A limit is never lowered.',
  source: 'Contrast documentation, Prepare deployment files, Pod resources',
  severity: 'warning',

  *inspect(workload) {
    // Under a pod-level limit the pod's own request counts.
    if (amountOf(workload.pod, 'limits', 'memory')) return;
    for (const container of judgedContainers(workload)) {
      const limit = soundMemory(container, 'limits');
      const request = soundMemory(container, 'requests');
      if (!limit || limit === 'unsound' || !limit.scalar || request === 'unsound') continue;
      if (request?.quantity.nano === limit.quantity.nano) continue;
      const path = pathOf(container, 'requests', 'memory');
      const wanted = limit.quantity.text;
      if (!request) {
        yield {
          path,
          proposedValue: wanted,
          message: `${container.title} has no memory request: set it to the limit of ${wanted}, which the VM always takes`,
          fix: {
            edits: [set(path, limit.scalar)],
            message: `set the memory request of ${container.title} to its limit of ${wanted}, which the VM always takes`,
          },
        };
        continue;
      }
      const is = request.quantity.text;
      const tooLarge = request.quantity.nano > limit.quantity.nano;
      yield {
        path,
        ...(tooLarge ? { severity: 'error' as const } : {}),
        currentValue: is,
        proposedValue: wanted,
        message: `the memory request ${is} of ${container.title} is ${tooLarge ? 'more' : 'less'} than its limit of ${wanted}, which the VM always takes: make them equal`,
        fix: {
          edits: [set(path, limit.scalar)],
          message: `set the memory request of ${container.title} from ${is} to its limit of ${wanted}, which the VM always takes${tooLarge ? '; the request was more than the limit, which Kubernetes refuses: check which of them was meant' : ''}`,
          ...(tooLarge ? { severity: 'warning' as const } : {}),
        },
      };
    }
  },
});
