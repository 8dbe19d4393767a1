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
 * Returns the ServiceAccount of a workload if it can say `automountServiceAccountToken: value` in place of the pods, whose meaning stays the
 * same: it is the only one of its name in the input, and says so already (`agrees`), or every pod of the input that uses it does. The default
 * account does not qualify for the latter, since pods use it that operators create.
 */
export function accountInPlaceOf(
  { podSpec, namespace }: Workload,
  value: boolean,
  facts: InputIndex,
): { account: Resource; agrees: boolean } | undefined {
  const name = accountNameOf(podSpec) ?? 'default';
  const account = onlyAccount(facts, namespace, name);
  if (!account) return undefined;
  if ((booleanAt(account.root, FIELD) ?? true) === value) return { account, agrees: true };
  const isChangeable = name !== 'default' && allSay(value, facts, keyOf(namespace, name));
  return isChangeable ? { account, agrees: false } : undefined;
}

/** Returns the ServiceAccount if the input has exactly one of that name. */
function onlyAccount(facts: InputIndex, namespace: string, name: string): Resource | undefined {
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

function allSay(value: boolean, facts: InputIndex, account: string): boolean {
  const said = saidByPods(facts).get(account);
  return said?.size === 1 && said.has(value);
}

/** What the pods of the input say about the token, by the namespace and name of their account. */
const saidByPods = memoPerInput((facts) => {
  const said = new Map<string, Set<boolean | undefined>>();
  for (const resource of facts.objects())
    if (resource.mentions?.('serviceAccount') !== false) readBriefly(resource, () => addSaid(resource, said));
  return said;
});

/** PodSpecs name accounts, and so do fields of custom resources, whose operators may create pods with them. */
function addSaid(resource: Resource, said: Map<string, Set<boolean | undefined>>): void {
  if (!isReadable(resource)) return;
  visitMaps(resource.root, [], (map) => {
    const name = accountNameOf(map);
    if (name === undefined) return true;
    const key = keyOf(resource.namespace, name);
    const values = said.get(key) ?? new Set();
    said.set(key, values.add(booleanAt(map, FIELD)));
    return true;
  });
}
