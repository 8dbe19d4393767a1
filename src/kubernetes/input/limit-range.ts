import type { Resource } from '../../manifest/types.ts';
import { entriesOf, itemsAt, mapAt, textAt } from '../../yaml/access.ts';
import type { Node } from '../../yaml/node.ts';
import { type Quantity, quantityOf } from '../quantity.ts';

/** Quantities by resource name. */
export type Amounts = ReadonlyMap<string, Quantity>;

/** One entry of a LimitRange's `spec.limits`. */
export interface LimitRangeItem {
  type: string;
  default: Amounts;
  defaultRequest: Amounts;
  min: Amounts;
  max: Amounts;
  maxLimitRequestRatio: Amounts;
}

export interface LimitRange {
  name: string;
  namespace: string;
  items: LimitRangeItem[];
}

/** Reads a LimitRange with the defaults that the API server fills in. Quantities that cannot be read are left out. */
export function readLimitRange(resource: Resource): LimitRange {
  const items = itemsAt(resource.root, 'spec', 'limits').map(readItem);
  return { name: resource.name, namespace: resource.namespace, items };
}

function readItem(node: Node): LimitRangeItem {
  const type = textAt(node, 'type') ?? '';
  const [limits, requests] = [amountsAt(node, 'default'), amountsAt(node, 'defaultRequest')];
  const [min, max] = [amountsAt(node, 'min'), amountsAt(node, 'max')];
  if (type === 'Container') {
    // Kubernetes, SetDefaults_LimitRangeItem: max is the default limit; default limit, else min, the default request.
    addMissing(limits, max);
    addMissing(requests, limits);
    addMissing(requests, min);
  }
  const maxLimitRequestRatio = amountsAt(node, 'maxLimitRequestRatio');
  return { type, default: limits, defaultRequest: requests, min, max, maxLimitRequestRatio };
}

function amountsAt(node: Node, key: string): Map<string, Quantity> {
  const amounts = new Map<string, Quantity>();
  for (const [resource, value] of entriesOf(mapAt(node, key))) {
    const quantity = value.kind === 'scalar' ? quantityOf(value) : undefined;
    if (quantity) amounts.set(resource, quantity);
  }
  return amounts;
}

function addMissing(to: Map<string, Quantity>, from: Amounts): void {
  for (const [resource, quantity] of from) if (!to.has(resource)) to.set(resource, quantity);
}

/**
 * The limit that the namespace's LimitRanges give to a container without one. Where several disagree Kubernetes takes
 * any of them; the largest is the one that is safe to count on.
 */
export function defaultLimit(ranges: readonly LimitRange[], resource: string): Quantity | undefined {
  let largest: Quantity | undefined;
  for (const item of ranges.flatMap(({ items }) => items)) {
    const given = item.type === 'Container' ? item.default.get(resource) : undefined;
    if (given && (!largest || given.nano > largest.nano)) largest = given;
  }
  return largest;
}
