import { mapAt, scalarAt } from '../../yaml/access.ts';
import { type Quantity, quantityOf, UNIT } from '../quantity.ts';
import type { Workload } from '../workload.ts';
import type { LimitRangeItem } from './limit-range.ts';

/** Quantities by resource name; undefined where one is declared that cannot be read. */
export type Declared = Map<string, Quantity | undefined>;

/** What a LimitRange's bounds object to in a container or the whole pod (Kubernetes, `PodValidateLimitFunc`). */
export function checkBounds(
  item: LimitRangeItem,
  who: string,
  declared: { limits: Declared; requests: Declared },
): string[] {
  const { limits, requests } = declared;
  const messages: string[] = [];
  for (const [resource, { nano, text }] of item.min) {
    if (!requests.has(resource))
      messages.push(`${who} has no ${resource} request, and at least ${text} is required`);
    for (const [word, amounts] of [
      ['request', requests],
      ['limit', limits],
    ] as const) {
      const amount = amounts.get(resource);
      // Where both are the same one word is enough.
      if (word === 'limit' && amount?.nano === requests.get(resource)?.nano) continue;
      if (amount && amount.nano < nano)
        messages.push(`the ${resource} ${word} ${amount.text} of ${who} is under the minimum ${text}`);
    }
  }
  for (const [resource, { nano, text }] of item.max) {
    if (!limits.has(resource))
      messages.push(`${who} has no ${resource} limit, and at most ${text} is allowed`);
    for (const [word, amounts] of [
      ['limit', limits],
      ['request', requests],
    ] as const) {
      const amount = amounts.get(resource);
      if (word === 'request' && amount?.nano === limits.get(resource)?.nano) continue;
      if (amount && amount.nano > nano)
        messages.push(`the ${resource} ${word} ${amount.text} of ${who} is over the maximum ${text}`);
    }
  }
  for (const [resource, ratio] of item.maxLimitRequestRatio) {
    messages.push(...checkRatio(resource, ratio, who, limits, requests));
  }
  return messages;
}

function checkRatio(
  resource: string,
  ratio: Quantity,
  who: string,
  limits: Declared,
  requests: Declared,
): string[] {
  if (!limits.has(resource) || !requests.has(resource)) {
    return [`${who} needs a ${resource} limit and request, whose ratio may be ${ratio.text} at most`];
  }
  const [limit, request] = [limits.get(resource), requests.get(resource)];
  if (!limit || !request) return [];
  const withinRatio = limit.nano > 0n && request.nano > 0n && limit.nano * UNIT <= ratio.nano * request.nano;
  if (withinRatio) return [];
  return [
    `the ${resource} limit ${limit.text} of ${who} is more than ${ratio.text} times its request ${request.text}`,
  ];
}

/**
 * What the bounds object to in claims that the workload makes itself, of claim templates and ephemeral volumes
 * (Kubernetes, `PersistentVolumeClaimValidateLimitFunc`).
 */
export function checkClaims(item: LimitRangeItem, workload: Workload): string[] {
  const messages: string[] = [];
  const templates = workload.claimTemplates.map(({ name, node }) => ({ name, spec: mapAt(node, 'spec') }));
  for (const { name, node } of workload.volumes) {
    const spec = mapAt(node, 'ephemeral', 'volumeClaimTemplate', 'spec');
    if (spec) templates.push({ name, spec });
  }
  for (const { name, spec } of templates) {
    const who = `claim template ${JSON.stringify(name)}`;
    for (const resource of new Set([...item.min.keys(), ...item.max.keys()])) {
      const scalar = scalarAt(spec, 'resources', 'requests', resource);
      const request = scalar && quantityOf(scalar);
      if (!scalar) messages.push(`${who} requests no ${resource}`);
      const [min, max] = [item.min.get(resource), item.max.get(resource)];
      if (request && min && request.nano < min.nano)
        messages.push(`the ${resource} request ${request.text} of ${who} is under the minimum ${min.text}`);
      if (request && max && request.nano > max.nano)
        messages.push(`the ${resource} request ${request.text} of ${who} is over the maximum ${max.text}`);
    }
  }
  return messages;
}
