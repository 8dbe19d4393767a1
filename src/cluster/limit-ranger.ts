import { aggregate, type Share } from '../kube/pod-resources.ts';
import { formatCpu, formatMemory, type Quantity } from '../kube/quantity.ts';
import { amountOf, type ResourceField } from '../kube/resources.ts';
import type { Container, Workload } from '../kube/workload.ts';
import { entriesOf, mapAt } from '../yaml/read.ts';
import { checkBounds, checkClaims, type Declared } from './limit-bounds.ts';
import type { LimitRange } from './limit-range.ts';

/** What the API server would store for one container. */
export interface EffectiveContainer {
  container: Container;
  limits: Declared;
  requests: Declared;
}

/** A limit or request that a LimitRange adds to a container. */
export interface Addition {
  container: Container;
  field: ResourceField;
  resource: string;
  quantity: Quantity;
  limitRange: LimitRange;
}

/** Why the API server would refuse the pod or a claim of it. */
export interface Refusal {
  limitRange: LimitRange;
  message: string;
}

export interface Admission {
  containers: EffectiveContainer[];
  additions: Addition[];
  refusals: Refusal[];
}

/**
 * What the LimitRanger admission plugin makes of the workload's pods (Kubernetes, `plugin/pkg/admission/limitranger`):
 * the API's own defaulting first (request := limit), then the defaults of every LimitRange in turn, then their bounds.
 */
export function admit(workload: Workload, ranges: readonly LimitRange[]): Admission {
  const containers = workload.containers.map(asStored);
  const additions = ranges.flatMap((range) => containers.flatMap((one) => addDefaults(one, range)));
  const refusals = [
    ...ranges.flatMap((range) => checkRange(workload, containers, range)),
    ...checkRequests(containers, additions),
  ];
  return { containers, additions, refusals };
}

function asStored(container: Container): EffectiveContainer {
  const limits = declaredBy(container, 'limits');
  const requests = declaredBy(container, 'requests');
  for (const [resource, limit] of limits) if (!requests.has(resource)) requests.set(resource, limit);
  return { container, limits, requests };
}

function declaredBy(container: Container, field: ResourceField): Declared {
  const names = entriesOf(mapAt(container.node, 'resources', field)).map(([name]) => name);
  const declared: Declared = new Map();
  for (const name of names) {
    const amount = amountOf(container, field, name);
    if (amount) declared.set(name, amount.quantity);
  }
  return declared;
}

function addDefaults(one: EffectiveContainer, limitRange: LimitRange): Addition[] {
  const additions: Addition[] = [];
  const add = (field: ResourceField, declared: Declared, resource: string, quantity: Quantity) => {
    if (declared.has(resource)) return;
    declared.set(resource, quantity);
    additions.push({ container: one.container, field, resource, quantity, limitRange });
  };
  for (const item of limitRange.items) {
    if (item.type !== 'Container') continue;
    for (const [resource, quantity] of item.default) add('limits', one.limits, resource, quantity);
    for (const [resource, quantity] of item.defaultRequest) add('requests', one.requests, resource, quantity);
  }
  return additions;
}

function checkRange(workload: Workload, containers: EffectiveContainer[], limitRange: LimitRange): Refusal[] {
  const messages = limitRange.items.flatMap((item) => {
    if (item.type === 'Container') {
      return containers.flatMap(({ container, ...declared }) => checkBounds(item, container.title, declared));
    }
    if (item.type === 'Pod') return checkBounds(item, 'the pod', wholePod(workload, containers));
    if (item.type === 'PersistentVolumeClaim') return checkClaims(item, workload);
    return [];
  });
  return messages.map((message) => ({ limitRange, message }));
}

/** The pod's sums, for each resource that a container declares; a pod-level value replaces the sum. */
export function wholePod(
  workload: Workload,
  containers: EffectiveContainer[],
): { limits: Declared; requests: Declared } {
  return { limits: sumUp(workload, containers, 'limits'), requests: sumUp(workload, containers, 'requests') };
}

function sumUp(workload: Workload, containers: EffectiveContainer[], field: ResourceField): Declared {
  const sums: Declared = new Map();
  const names = new Set(containers.flatMap((one) => [...one[field].keys()]));
  for (const [name] of entriesOf(mapAt(workload.podSpec, 'resources', field))) names.add(name);
  for (const name of names) {
    const whole = amountOf(workload.pod, field, name);
    sums.set(name, whole ? whole.quantity : sumOver(containers, field, name));
  }
  return sums;
}

function sumOver(
  containers: EffectiveContainer[],
  field: ResourceField,
  resource: string,
): Quantity | undefined {
  const shares: Share[] = [];
  for (const one of containers) {
    const quantity = one[field].get(resource);
    if (!quantity && one[field].has(resource)) return undefined;
    shares.push({ role: one.container.role, nano: quantity?.nano ?? 0n });
  }
  const nano = aggregate(shares);
  return { nano, text: resource === 'cpu' ? formatCpu(nano) : formatMemory(nano) };
}

/** A default limit below the container's own request makes the pod invalid. */
function checkRequests(containers: EffectiveContainer[], additions: Addition[]): Refusal[] {
  return additions.flatMap(({ container, field, resource, quantity, limitRange }) => {
    const request = containers.find((one) => one.container === container)?.requests.get(resource);
    if (field === 'requests' || !request || request.nano <= quantity.nano) return [];
    const message = `the ${resource} request ${request.text} of ${container.title} is over the limit ${quantity.text} that is added to it`;
    return [{ limitRange, message }];
  });
}
