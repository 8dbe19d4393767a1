import { remove, set } from '../edit/edit.ts';
import { type SoundAmount, soundMemory } from '../kube/memory-amount.ts';
import { podLimit } from '../kube/pod-resources.ts';
import { describeMemory } from '../kube/quantity.ts';
import { amountOf, judgedContainers, pathOf } from '../kube/resources.ts';
import type { Container, Workload } from '../kube/workload.ts';
import { defineRule, type Finding } from '../rule.ts';
import type { ScalarNode } from '../yaml/node.ts';
import type { Path } from '../yaml/read.ts';

export const memoryRequest = defineRule({
  id: 'memory-request',
  summary: 'Make every memory request equal to its limit.',
  rationale:
    'The VM takes the limits from the node whatever the pod uses. The scheduler counts requests, so it overbooks the node where a request is smaller.',
  remedy:
    'Applied by itself: the request becomes the limit. A limit is never lowered. A request of the pod as a whole that has no limit beside it is removed, so that those of its containers count.',
  source: 'Contrast documentation, Prepare deployment files, Pod resources',
  severity: 'warning',

  inspect(workload) {
    // Beside a limit of the pod its own request counts, which pod-level-resources sees to.
    if (amountOf(workload.pod, 'limits', 'memory')) return undefined;
    const findings = ownRequest(workload);
    for (const container of judgedContainers(workload)) {
      const limit = soundMemory(container, 'limits');
      const request = soundMemory(container, 'requests');
      if (!limit || limit === 'unsound' || !limit.scalar || request === 'unsound') continue;
      if (request?.quantity.nano === limit.quantity.nano) continue;
      const path = pathOf(container, 'requests', 'memory');
      findings.push(
        request
          ? change(container, path, request, limit, limit.scalar)
          : add(container, path, limit, limit.scalar),
      );
    }
    return findings;
  },
});

/**
 * The pod's own request, where it is not what the containers are going to ask for together. Setting it would not do: Kubernetes
 * refuses a pod whose own request is less than its containers', and `contrast generate` may add sidecars. Without it the pod
 * asks for what its containers do.
 */
function ownRequest(workload: Workload): Finding[] {
  const request = soundMemory(workload.pod, 'requests');
  if (!request || request === 'unsound') return [];
  const isComplete = judgedContainers(workload).every((one) => amountOf(one, 'limits', 'memory'));
  const limits = podLimit(workload, 'memory');
  if (!isComplete || limits === undefined || request.quantity.nano === limits) return [];
  const [is, wanted] = [request.quantity.text, describeMemory(limits)];
  return [
    {
      path: request.path,
      currentValue: is,
      message: `the pod has a memory request of ${is} and no limit, but the VM always takes the limits of its containers, which are ${wanted} in all: remove the request, so that those of the containers count`,
      fix: {
        edits: [remove(request.path)],
        message: `removed the memory request ${is} of the pod, so that those of its containers count, whose limits of ${wanted} in all the VM always takes`,
        removes: true,
      },
    },
  ];
}

function add({ title }: Container, path: Path, { quantity }: SoundAmount, scalar: ScalarNode): Finding {
  const wanted = quantity.text;
  return {
    path,
    proposedValue: wanted,
    message: `${title} has no memory request: set it to the limit of ${wanted}, which the VM always takes`,
    fix: {
      edits: [set(path, scalar)],
      message: `set the memory request of ${title} to its limit of ${wanted}, which the VM always takes`,
    },
  };
}

function change(
  { title }: Container,
  path: Path,
  request: SoundAmount,
  limit: SoundAmount,
  scalar: ScalarNode,
): Finding {
  const [is, wanted] = [request.quantity.text, limit.quantity.text];
  const tooLarge = request.quantity.nano > limit.quantity.nano;
  const finding: Finding & Required<Pick<Finding, 'fix'>> = {
    path,
    currentValue: is,
    proposedValue: wanted,
    message: `the memory request ${is} of ${title} is ${tooLarge ? 'more' : 'less'} than its limit of ${wanted}, which the VM always takes: make them equal`,
    fix: {
      edits: [set(path, scalar)],
      message: `set the memory request of ${title} from ${is} to its limit of ${wanted}, which the VM always takes`,
    },
  };
  if (tooLarge) {
    finding.severity = 'error';
    finding.fix.severity = 'warning';
    finding.fix.message +=
      '; the request was more than the limit, which Kubernetes refuses: check which of them was meant';
  }
  return finding;
}
