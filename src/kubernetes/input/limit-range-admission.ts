import type { Quantity } from '../quantity.ts';
import type { ResourceField } from '../resources.ts';
import type { Container, Workload } from '../workload.ts';
import type { LimitRange } from './limit-range.ts';
import { checkBounds, checkClaims, type Declared } from './limit-range-bounds.ts';
import {
  type Amounts,
  declaredBy,
  type EffectiveContainer,
  hasPodLevelResources,
  podLevelBefore137,
  podLevelSince137,
  sumOver,
  wholePod,
} from './pod-amounts.ts';

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
  /** What the whole pod counts: before Kubernetes 1.37 and since, or once where that is the same. */
  wholes: Amounts[];
}

/**
 * What the API server makes of the workload's pods: its own defaulting first (request := limit), then the defaults of every
 * LimitRange in turn, then the bounds of LimitRanges (Kubernetes, `plugin/pkg/admission/limitranger`) and what pods with
 * resources of their own have to keep (`validatePodResourceConsistency`).
 */
export function admit(workload: Workload, ranges: readonly LimitRange[]): Admission {
  const containers = workload.containers.map(asStored);
  const isPodLevel = hasPodLevelResources(workload);
  const earlier = isPodLevel ? podLevelBefore137(workload, containers) : undefined;
  const additions = ranges.flatMap((range) => containers.flatMap((one) => addDefaults(one, range)));
  const refusals = [
    ...ranges.flatMap((range) => checkRange(workload, containers, range)),
    ...checkRequests(containers, additions),
  ];
  if (!earlier) {
    const whole = wholePod(containers, undefined);
    return { containers, additions, refusals: [...refusals, ...checkWhole(whole, ranges)], wholes: [whole] };
  }
  const versions = [earlier, podLevelSince137(workload, containers)];
  const wholes = versions.map((own) => wholePod(containers, own));
  const [before, since] = versions.map((own, index) => [
    ...checkWhole(wholes[index]!, ranges),
    ...checkConsistency(own, containers, additions),
  ]);
  return { containers, additions, refusals: [...refusals, ...inEither(before!, since!)], wholes };
}

/** The refusals of two versions of Kubernetes; what only one of them says names it. */
function inEither(before: readonly Refusal[], since: readonly Refusal[]): Refusal[] {
  const isIn = (list: readonly Refusal[]) => (one: Refusal) =>
    list.some(({ limitRange, message }) => limitRange === one.limitRange && message === one.message);
  const only = (list: readonly Refusal[], other: readonly Refusal[], version: string): Refusal[] =>
    list
      .filter((one) => !isIn(other)(one))
      .map(({ limitRange, message }) => ({ limitRange, message: `${message} (${version})` }));
  return [
    ...before.filter(isIn(since)),
    ...only(before, since, 'Kubernetes before 1.37'),
    ...only(since, before, 'Kubernetes 1.37 and newer'),
  ];
}

function asStored(container: Container): EffectiveContainer {
  const limits = declaredBy(container, 'limits');
  const requests = declaredBy(container, 'requests');
  for (const [resource, limit] of limits) if (!requests.has(resource)) requests.set(resource, limit);
  return { container, limits, requests };
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
    if (item.type === 'Container')
      return containers.flatMap(({ container, ...declared }) => checkBounds(item, container.title, declared));
    return item.type === 'PersistentVolumeClaim' ? checkClaims(item, workload) : [];
  });
  return messages.map((message) => ({ limitRange, message }));
}

function checkWhole(whole: Amounts, ranges: readonly LimitRange[]): Refusal[] {
  return ranges.flatMap((limitRange) =>
    limitRange.items
      .filter(({ type }) => type === 'Pod')
      .flatMap((item) => checkBounds(item, 'the pod', whole))
      .map((message) => ({ limitRange, message })),
  );
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

/** What is added to containers may be more than the pod's own amounts; without additions it is another rule's matter. */
function checkConsistency(own: Amounts, containers: EffectiveContainer[], additions: Addition[]): Refusal[] {
  const refusals: Refusal[] = [];
  const toRequests = new Map(
    additions.filter(({ field }) => field === 'requests').map((one) => [one.resource, one]),
  );
  for (const [resource, { limitRange }] of toRequests) {
    const sum = sumOver(containers, 'requests', resource);
    const [request, limit] = [own.requests.get(resource), own.limits.get(resource)];
    const most = request && limit && limit.nano < request.nano ? limit : request;
    if (!sum || !most || sum.nano <= most.nano) continue;
    const message = `the ${resource} requests of the containers come to ${sum.text} with those that are added, which is over the ${most.text.trim()} of the pod`;
    refusals.push({ limitRange, message });
  }
  for (const { container, field, resource, quantity, limitRange } of additions) {
    const limit = field === 'limits' && container.role === 'main' ? own.limits.get(resource) : undefined;
    if (!limit || quantity.nano <= limit.nano) continue;
    const message = `the ${resource} limit ${quantity.text.trim()} that is added to ${container.title} is over the ${limit.text.trim()} of the pod`;
    refusals.push({ limitRange, message });
  }
  return refusals;
}
