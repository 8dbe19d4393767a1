import { readBriefly } from '../../manifest/read-briefly.ts';
import type { Resource } from '../../manifest/types.ts';
import { groupBy } from '../../util/group-by.ts';
import { booleanAt, textAt } from '../../yaml/access.ts';
import type { MapNode } from '../../yaml/node.ts';
import { visitMaps } from '../../yaml/visit.ts';
import type { Workload } from '../workload.ts';
import type { InputIndex } from './index.ts';
import { memoPerInput } from './memo.ts';
import { isReadable } from './referenced-objects.ts';

const FIELD = 'automountServiceAccountToken';

/** The name of the ServiceAccount of pods; undefined for the default one. */
export function accountNameOf(podSpec: MapNode): string | undefined {
  return textAt(podSpec, 'serviceAccountName') ?? textAt(podSpec, 'serviceAccount');
}

/**
 * Returns the ServiceAccount of a workload if it can decline the token in place of the pods, whose meaning stays the same: it is the only
 * one of its name in the input, and every pod of the input that uses it declines the token, or it declines the token already. Undefined for
 * the default account, since pods use it that operators create.
 */
export function decliningAccount(
  { podSpec, namespace }: Workload,
  facts: InputIndex,
): { account: Resource; declines: boolean } | undefined {
  const name = accountNameOf(podSpec);
  if (name === undefined || name === 'default') return undefined;
  const account = onlyAccount(facts, namespace, name);
  if (!account) return undefined;
  const declines = booleanAt(account.root, FIELD) === false;
  return declines || !wantedAccounts(facts).has(keyOf(namespace, name)) ? { account, declines } : undefined;
}

/** Returns the ServiceAccount if the input has exactly one of that name. */
export function onlyAccount(facts: InputIndex, namespace: string, name: string): Resource | undefined {
  const [account, ...others] = accountsOf(facts).get(keyOf(namespace, name)) ?? [];
  return others.length > 0 ? undefined : account;
}

const accountsOf = memoPerInput((facts) =>
  groupBy(
    facts.ofKind('ServiceAccount').filter(({ apiVersion }) => apiVersion === 'v1'),
    (one) => keyOf(one.namespace, one.name),
  ),
);

const keyOf = (namespace: string, name: string) => `${namespace}/${name}`;

/** The accounts that a pod of the input uses without declining the token, by namespace and name. */
const wantedAccounts = memoPerInput((facts) => {
  const wanted = new Set<string>();
  for (const resource of facts.objects())
    if (resource.mentions?.('serviceAccount') !== false)
      readBriefly(resource, () => addWanted(resource, wanted));
  return wanted;
});

/** PodSpecs name accounts, and so do fields of custom resources, whose operators may create pods with them. */
function addWanted(resource: Resource, wanted: Set<string>): void {
  if (!isReadable(resource)) return;
  visitMaps(resource.root, [], (map) => {
    const name = accountNameOf(map);
    if (name !== undefined && booleanAt(map, FIELD) !== false) wanted.add(keyOf(resource.namespace, name));
    return true;
  });
}
