import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import { type SoundAmount, soundMemory } from '../kubernetes/memory-quantity.ts';
import { podLimit } from '../kubernetes/pod-resources.ts';
import { describeMemory } from '../kubernetes/quantity.ts';
import { amountOf, isRequiredByHugePages, pathOf, userContainers } from '../kubernetes/resources.ts';
import type { Container } from '../kubernetes/workload.ts';
import type { Path } from '../yaml/access.ts';
import { remove, set } from '../yaml/edit/edit.ts';
import type { ScalarNode } from '../yaml/node.ts';
import { defineRule, type Finding } from './rule.ts';

export const memoryRequest = defineRule({
  id: 'memory-request',
  summary: 'Make every memory request equal to its limit.',
  rationale:
    'The VM always takes the full limits from the node. The scheduler counts requests, so it overcommits the node if a request is smaller.',
  remedy:
    'Applied automatically: the request is set to the limit. A limit is never lowered. A pod-level request without a pod-level limit is removed, so that the requests of the containers apply.',
  source: 'Contrast documentation, Prepare deployment files, Pod resources',
  severity: 'warning',

  inspect(workload) {
    // If the pod has a limit, its own request applies; see the rule pod-level-resources.
    if (amountOf(workload.pod, 'limits', 'memory')) return undefined;
    const findings = ownRequest(workload);
    for (const container of userContainers(workload)) {
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
 * Finds a pod-level request that differs from the sum of what the containers will request. It is removed and not corrected, since
 * Kubernetes rejects a pod that requests less than its containers, and `contrast generate` may add sidecars.
 */
function ownRequest(workload: ConfidentialWorkload): Finding[] {
  const request = soundMemory(workload.pod, 'requests');
  if (!request || request === 'unsound') return [];
  const isComplete = userContainers(workload).every((one) => amountOf(one, 'limits', 'memory'));
  const limits = podLimit(workload, 'memory');
  if (!isComplete || limits === undefined || request.quantity.nano === limits) return [];
  const [is, wanted] = [request.quantity.text, describeMemory(limits)];
  if (isRequiredByHugePages(workload.pod, 'requests', 'memory')) {
    return [
      {
        path: request.path,
        currentValue: is,
        message: `the pod has a memory request of ${is} and no limit, but the VM always takes the limits of its containers, which are ${wanted} in all. It is not removed, because Kubernetes requires CPU or memory beside huge pages: set a memory limit of the pod`,
      },
    ];
  }
  return [
    {
      path: request.path,
      currentValue: is,
      message: `the pod has a memory request of ${is} without a limit, but the VM always takes the limits of its containers, ${wanted} in total: remove the request, so that those of the containers apply`,
      fix: {
        edits: [remove(request.path)],
        message: `removed the memory request ${is} of the pod, so that those of its containers apply: the VM always takes their limits, ${wanted} in total`,
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
      '; the request was more than the limit, which Kubernetes rejects: check which one is right';
  }
  return finding;
}
