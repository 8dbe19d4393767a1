import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import { soundMemory } from '../kubernetes/memory-quantity.ts';
import { containerRequests } from '../kubernetes/pod-resources.ts';
import { describeMemory, formatCpu, type Quantity } from '../kubernetes/quantity.ts';
import type { Amount, ResourceHolder } from '../kubernetes/resource-holder.ts';
import {
  amountOf,
  holderTitle,
  pathOf,
  RESOURCE_FIELDS,
  type ResourceField,
  textOf,
  userContainers,
} from '../kubernetes/resources.ts';
import { entriesOf, mapAt } from '../yaml/access.ts';
import { set } from '../yaml/edit/edit.ts';
import { defineRule, type Finding } from './rule.ts';

export const podLevelResources = defineRule({
  id: 'pod-level-resources',
  summary:
    'Check pod-level resources against those of the containers, and make the memory request of the pod equal to its limit.',
  rationale:
    'A pod-level limit replaces the sum of the container limits if the cluster supports the field; otherwise only the containers set the size of the VM. Kubernetes rejects containers that have more than their pod, and requests above their limits.',
  remedy:
    'Applied automatically: the pod-level memory request is set to the pod-level limit. Amounts above the pod-level amount or above their own limit are only reported. Make sure that Kubernetes is 1.34 or newer and that Contrast is recent, or set limits on the containers.',
  source:
    'Kubernetes, pod-level resources (KEP-2837, validatePodResourceConsistency); Contrast source, pod-level resources in the policy generator',
  severity: 'warning',

  inspect(workload) {
    const resources = mapAt(workload.podSpec, 'resources');
    const isGiven = RESOURCE_FIELDS.some((field) => entriesOf(mapAt(resources, field)).length > 0);
    return isGiven ? judge(workload) : undefined;
  },
});

function* judge(workload: ConfidentialWorkload): Iterable<Finding> {
  yield {
    path: [...workload.pod.path, 'resources'],
    message:
      'the pod has pod-level resources, which replace the sum of its containers: they need Kubernetes 1.34 and a Contrast release that supports them; otherwise set limits on the containers',
  };
  yield* requestNotLimit(workload);
  for (const resource of ['memory', 'cpu'] as const) {
    const limits = [...limitsAbove(workload, resource)];
    // A container without a request requests its limit, so that one mistake could be reported twice.
    yield* limits.length > 0 ? limits : requestsAbove(workload, resource);
    yield* requestsAboveOwnLimit(workload, resource);
  }
}

function* requestNotLimit(workload: ConfidentialWorkload): Iterable<Finding> {
  const { pod } = workload;
  const limit = soundMemory(pod, 'limits');
  const request = soundMemory(pod, 'requests');
  if (!limit || limit === 'unsound' || !limit.scalar || request === 'unsound') return;
  if (request?.quantity.nano === limit.quantity.nano) return;
  const path = pathOf(pod, 'requests', 'memory');
  const [is, wanted] = [request?.quantity.text, limit.quantity.text];
  const tooLarge = request !== undefined && request.quantity.nano > limit.quantity.nano;
  const tooSmall = request !== undefined && request.quantity.nano < containerRequests(workload, 'memory');
  yield {
    path,
    ...(tooLarge || tooSmall ? { severity: 'error' as const } : {}),
    ...(is === undefined ? {} : { currentValue: is }),
    proposedValue: wanted,
    message: `the memory request of the pod is ${is ?? 'missing'}, but the VM always takes its limit of ${wanted}${tooSmall ? ', and Kubernetes rejects less than the requests of its containers' : ''}: make them equal`,
    fix: {
      edits: [set(path, limit.scalar)],
      message: `set the memory request of the pod to its limit of ${wanted}${is === undefined ? '' : ` (was ${is})`}, which the VM always takes${tooLarge ? '; Kubernetes rejects a request above the limit: check which one is right' : ''}`,
      ...(tooLarge ? { severity: 'warning' as const } : {}),
    },
  };
}

type Resource = 'memory' | 'cpu';

/** Finds limits of main containers above the pod-level limit. */
function* limitsAbove({ pod, containers }: ConfidentialWorkload, resource: Resource): Iterable<Finding> {
  const maximum = soundAmount(pod, 'limits', resource);
  if (!maximum) return;
  for (const container of containers) {
    const limit = amountOf(container, 'limits', resource);
    if (container.role !== 'main' || !limit?.quantity || limit.quantity.nano <= maximum.quantity.nano)
      continue;
    yield {
      path: limit.path,
      severity: 'error',
      currentValue: textOf(limit),
      message: `${container.title} has a ${NOUN[resource]} limit of ${textOf(limit)}, more than the ${textOf(maximum)} of the pod, which Kubernetes rejects: raise the limit of the pod, or lower or remove that of the container`,
    };
  }
}

/** Finds container requests whose sum is above the pod-level request, or above its limit if it has no request. */
function* requestsAbove(workload: ConfidentialWorkload, resource: Resource): Iterable<Finding> {
  const limit = soundAmount(workload.pod, 'limits', resource);
  const request = soundAmount(workload.pod, 'requests', resource);
  // The memory request is going to be set to the limit.
  const maximum = resource === 'memory' ? (limit ?? request) : (request ?? limit);
  const sum = containerRequests(workload, resource);
  if (!maximum || sum <= maximum.quantity.nano) return;
  const text = resource === 'memory' ? describeMemory(sum) : formatCpu(sum);
  yield {
    path: maximum.path,
    severity: 'error',
    currentValue: textOf(maximum),
    message: `the ${NOUN[resource]} requests of the containers, or their limits if they have no request, are ${text} in total, more than the ${textOf(maximum)} of the pod, which Kubernetes rejects: raise the amount of the pod, or lower those of the containers`,
  };
}

/** Finds requests above their own limit, except memory requests that a rule sets to the limit. */
function* requestsAboveOwnLimit(workload: ConfidentialWorkload, resource: Resource): Iterable<Finding> {
  const { pod } = workload;
  // Memory of the pod is handled above, that of containers by memory-request unless the pod has a limit.
  if (resource === 'memory' && !amountOf(pod, 'limits', 'memory')) return;
  for (const holder of [...(resource === 'cpu' ? [pod] : []), ...userContainers(workload)]) {
    const limit = soundAmount(holder, 'limits', resource);
    const request = soundAmount(holder, 'requests', resource);
    if (!limit || !request || request.quantity.nano <= limit.quantity.nano) continue;
    yield {
      path: request.path,
      severity: 'error',
      currentValue: textOf(request),
      message: `${holderTitle(holder)} has a ${NOUN[resource]} request of ${textOf(request)}, more than its limit of ${textOf(limit)}, which Kubernetes rejects: raise the limit or lower the request`,
    };
  }
}

const NOUN = { memory: 'memory', cpu: 'CPU' };

/** Returns a valid amount. The rules memory-unit and vcpu-count report invalid ones. */
function soundAmount(
  holder: ResourceHolder,
  field: ResourceField,
  resource: Resource,
): (Amount & { quantity: Quantity }) | undefined {
  const amount = resource === 'memory' ? soundMemory(holder, field) : amountOf(holder, field, resource);
  if (!amount || amount === 'unsound' || !amount.quantity) return undefined;
  return { ...amount, quantity: amount.quantity };
}
