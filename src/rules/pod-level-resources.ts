import { set } from '../edit/edit.ts';
import { soundMemory } from '../kube/memory-amount.ts';
import { containerRequests } from '../kube/pod-resources.ts';
import { describeMemory, formatCpu, type Quantity } from '../kube/quantity.ts';
import {
  type Amount,
  amountOf,
  holderTitle,
  judgedContainers,
  pathOf,
  RESOURCE_FIELDS,
  type ResourceField,
  type ResourceHolder,
  textOf,
} from '../kube/resources.ts';
import type { Workload } from '../kube/workload.ts';
import { defineRule, type Finding } from '../rule.ts';
import { entriesOf, mapAt } from '../yaml/read.ts';

export const podLevelResources = defineRule({
  id: 'pod-level-resources',
  summary:
    'Check resources of the pod as a whole against those of its containers, and make its memory request equal to its limit.',
  rationale:
    'A limit of the pod replaces the sum of its containers, if the cluster knows the field; where it does not, the VM is sized by the containers alone. Kubernetes refuses containers that have more than their pod, and requests above their limits.',
  remedy:
    "The request is set to the limit at that level by itself; amounts that are more than the pod's or than the limit beside them are never guessed. Make sure that Kubernetes is at least 1.34 and Contrast recent, or set limits on the containers.",
  source:
    'Kubernetes, pod-level resources (KEP-2837, validatePodResourceConsistency); Contrast source, pod-level resources in the policy generator',
  severity: 'warning',

  inspect(workload) {
    const resources = mapAt(workload.podSpec, 'resources');
    const isGiven = RESOURCE_FIELDS.some((field) => entriesOf(mapAt(resources, field)).length > 0);
    return isGiven ? judge(workload) : undefined;
  },
});

function* judge(workload: Workload): Iterable<Finding> {
  yield {
    path: [...workload.pod.path, 'resources'],
    message:
      'the pod has resources of its own, which take the place of the sum of its containers: they need Kubernetes 1.34 and a Contrast release that knows them; with older ones put the limits on the containers',
  };
  yield* requestNotLimit(workload);
  for (const resource of ['memory', 'cpu'] as const) {
    const limits = [...limitsAbove(workload, resource)];
    // A container's limit is its request where it has none, so both may be one mistake.
    yield* limits.length > 0 ? limits : requestsAbove(workload, resource);
    yield* requestsAboveOwnLimit(workload, resource);
  }
}

function* requestNotLimit(workload: Workload): Iterable<Finding> {
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
    message: `the memory request of the pod is ${is ?? 'missing'}, but the VM always takes its limit of ${wanted}${tooSmall ? ', and Kubernetes refuses less than the requests of its containers' : ''}: make them equal`,
    fix: {
      edits: [set(path, limit.scalar)],
      message: `set the memory request of the pod to its limit of ${wanted}${is === undefined ? '' : ` (was ${is})`}, which the VM always takes${tooLarge ? '; Kubernetes refuses a request above the limit: check which of them was meant' : ''}`,
      ...(tooLarge ? { severity: 'warning' as const } : {}),
    },
  };
}

type Resource = 'memory' | 'cpu';

/** Limits of main containers that are more than the pod's. */
function* limitsAbove({ pod, containers }: Workload, resource: Resource): Iterable<Finding> {
  const most = soundAmount(pod, 'limits', resource);
  if (!most) return;
  for (const container of containers) {
    const limit = amountOf(container, 'limits', resource);
    if (container.role !== 'main' || !limit?.quantity || limit.quantity.nano <= most.quantity.nano) continue;
    yield {
      path: limit.path,
      severity: 'error',
      currentValue: textOf(limit),
      message: `${container.title} has a ${NOUN[resource]} limit of ${textOf(limit)}, more than the ${textOf(most)} of the pod, which Kubernetes refuses: raise the limit of the pod, or lower or remove that of the container`,
    };
  }
}

/** Requests of the containers that are more than the pod's in all; where it has none, its limit is the most they may be. */
function* requestsAbove(workload: Workload, resource: Resource): Iterable<Finding> {
  const limit = soundAmount(workload.pod, 'limits', resource);
  const request = soundAmount(workload.pod, 'requests', resource);
  // Of memory the request becomes the limit.
  const most = resource === 'memory' ? (limit ?? request) : (request ?? limit);
  const sum = containerRequests(workload, resource);
  if (!most || sum <= most.quantity.nano) return;
  const text = resource === 'memory' ? describeMemory(sum) : formatCpu(sum);
  yield {
    path: most.path,
    severity: 'error',
    currentValue: textOf(most),
    message: `the ${NOUN[resource]} requests of the containers, or their limits where they have none, are ${text} in all, more than the ${textOf(most)} of the pod, which Kubernetes refuses: raise the amount of the pod, or lower those of the containers`,
  };
}

/** Requests above the limit beside them, as far as no rule sees to them by making the two equal. */
function* requestsAboveOwnLimit(workload: Workload, resource: Resource): Iterable<Finding> {
  const { pod } = workload;
  // Memory of the pod is seen to above, and that of containers by memory-request, unless the pod has a limit.
  if (resource === 'memory' && !amountOf(pod, 'limits', 'memory')) return;
  for (const holder of [...(resource === 'cpu' ? [pod] : []), ...judgedContainers(workload)]) {
    const limit = soundAmount(holder, 'limits', resource);
    const request = soundAmount(holder, 'requests', resource);
    if (!limit || !request || request.quantity.nano <= limit.quantity.nano) continue;
    yield {
      path: request.path,
      severity: 'error',
      currentValue: textOf(request),
      message: `${holderTitle(holder)} has a ${NOUN[resource]} request of ${textOf(request)}, more than its limit of ${textOf(limit)}, which Kubernetes refuses: raise the limit or lower the request`,
    };
  }
}

const NOUN = { memory: 'memory', cpu: 'CPU' };

/** An amount to compare others with; what cannot be counted on is left to memory-unit and vcpu-count. */
function soundAmount(
  holder: ResourceHolder,
  field: ResourceField,
  resource: Resource,
): (Amount & { quantity: Quantity }) | undefined {
  const amount = resource === 'memory' ? soundMemory(holder, field) : amountOf(holder, field, resource);
  if (!amount || amount === 'unsound' || !amount.quantity) return undefined;
  return { ...amount, quantity: amount.quantity };
}
