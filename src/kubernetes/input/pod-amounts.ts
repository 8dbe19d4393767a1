import { entriesOf, mapAt } from '../../yaml/access.ts';
import { aggregate, type Share } from '../pod-resources.ts';
import { formatCpu, formatMemory, type Quantity } from '../quantity.ts';
import type { ResourceHolder } from '../resource-holder.ts';
import { amountOf, RESOURCE_FIELDS, type ResourceField } from '../resources.ts';
import type { Container, Workload } from '../workload.ts';
import type { Declared } from './limit-range-bounds.ts';

/** Limits and requests of a container or a pod, by resource. */
export type Amounts = Record<ResourceField, Declared>;

/** What the API server stores for one container. */
export interface EffectiveContainer extends Amounts {
  container: Container;
}

/** What a holder declares; undefined for quantities that cannot be read. */
export function declaredBy(holder: ResourceHolder, field: ResourceField): Declared {
  const declared: Declared = new Map();
  for (const [name] of entriesOf(mapAt(holder.node, 'resources', field))) {
    const amount = amountOf(holder, field, name);
    if (amount) declared.set(name, amount.quantity);
  }
  return declared;
}

/** True if the pod has pod-level resources (Kubernetes, pod-level resources). */
export function hasPodLevelResources({ pod }: Workload): boolean {
  return RESOURCE_FIELDS.some((field) => declaredBy(pod, field).size > 0);
}

/**
 * The pod's own amounts as Kubernetes 1.34 to 1.36 completes them, before LimitRanges (`SetDefaults_Pod`): beside a limit,
 * a request that is missing is what the containers request, else the limit.
 */
export function podLevelBefore137({ pod }: Workload, containers: readonly EffectiveContainer[]): Amounts {
  const own = { limits: declaredBy(pod, 'limits'), requests: declaredBy(pod, 'requests') };
  addHugePages(own, containers);
  if (own.limits.size > 0) addRequests(own, containers);
  return own;
}

/**
 * The same since Kubernetes 1.37, after LimitRanges (`DefaultPodLevelResources`): missing requests also beside requests, and
 * limits where all containers have one.
 */
export function podLevelSince137({ pod }: Workload, containers: readonly EffectiveContainer[]): Amounts {
  const own = { limits: declaredBy(pod, 'limits'), requests: declaredBy(pod, 'requests') };
  addHugePages(own, containers);
  addRequests(own, containers);
  for (const [resource, request] of own.requests) {
    if (own.limits.has(resource) || !containers.every(({ limits }) => limits.has(resource))) continue;
    const sum = sumOver(containers, 'limits', resource);
    own.limits.set(resource, request && sum && request.nano > sum.nano ? request : sum);
  }
  return own;
}

function addHugePages(own: Amounts, containers: readonly EffectiveContainer[]): void {
  for (const resource of new Set(containers.flatMap(({ limits }) => [...limits.keys()]))) {
    if (!resource.startsWith('hugepages-') || own.limits.has(resource) || own.requests.has(resource))
      continue;
    own.limits.set(resource, sumOver(containers, 'limits', resource));
  }
}

function addRequests(own: Amounts, containers: readonly EffectiveContainer[]): void {
  for (const resource of ['cpu', 'memory'])
    if (!own.requests.has(resource) && containers.some(({ requests }) => requests.has(resource)))
      own.requests.set(resource, sumOver(containers, 'requests', resource));
  for (const [resource, limit] of own.limits)
    if (!own.requests.has(resource)) own.requests.set(resource, limit);
}

/** What the whole pod counts: the sums over its containers, replaced by the pod's own amounts. */
export function wholePod(containers: readonly EffectiveContainer[], own: Amounts | undefined): Amounts {
  return { limits: whole(containers, own, 'limits'), requests: whole(containers, own, 'requests') };
}

function whole(
  containers: readonly EffectiveContainer[],
  own: Amounts | undefined,
  field: ResourceField,
): Declared {
  const names = new Set(containers.flatMap((one) => [...one[field].keys()]));
  const sums: Declared = new Map([...names].map((name) => [name, sumOver(containers, field, name)]));
  for (const [name, quantity] of own?.[field] ?? []) sums.set(name, quantity);
  return sums;
}

/** What the containers come to for a resource; undefined where a quantity cannot be read. */
export function sumOver(
  containers: readonly EffectiveContainer[],
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
