import { formatUsage, podUsage } from '../contrast/quota-usage.ts';
import { memoPerInput } from '../kubernetes/input/memo.ts';
import { quotaBounds } from '../kubernetes/input/resource-quota.ts';
import { createsPods } from '../kubernetes/kinds/lookup.ts';
import { replicasOf } from '../kubernetes/replicas.ts';
import { firstFew } from '../util/join-words.ts';
import { defineRule } from './rule.ts';
import { inputHolds } from './triggers.ts';

/** The quota usage of the pods of one workload. */
interface Share {
  title: string;
  /** How many pods run at a time; 1 if the cluster decides. */
  pods: number;
  /** Usage of one pod by quota key, in nano units. */
  amounts: Map<string, bigint>;
}

/** The workloads inspected so far, by namespace. */
const sharesOf = memoPerInput(() => new Map<string, Share[]>());

export const resourceQuota = defineRule({
  id: 'resource-quota',
  summary: 'Check that the prepared pods fit the ResourceQuotas of their namespace.',
  rationale:
    'A prepared pod needs more memory: requests are raised to the limits, limits are raised for images, and the overhead of the RuntimeClass is added. The API server rejects pods beyond a quota and, under a quota on CPU limits, pods without a CPU limit.',
  remedy:
    'Raise the quota, lower limits or replicas, or use another namespace. Quotas with scopes and workloads that are not prepared are not checked.',
  source: 'Contrast documentation, Prepare deployment files, Pod resources; Kubernetes, Resource quotas',
  severity: 'warning',
  triggers: { facts: [inputHolds('ResourceQuota')] },

  *inspect(workload, facts) {
    const bounds = quotaBounds(facts).get(workload.namespace);
    if (!bounds || !createsPods(workload.resource)) return;
    const { amounts, missing } = podUsage(workload, facts);
    for (const [key, containers] of missing) {
      const [field, resource] = wordsFor(key);
      for (const { quota } of bounds.get(key) ?? []) {
        yield {
          path: workload.podSpecPath,
          message: `ResourceQuota ${JSON.stringify(quota)} sets ${key}, so the API server rejects pods with containers without a ${resource} ${field}: ${containers.map(({ title }) => title).join(', ')}. Remove ${key} from the quota, or use another namespace`,
        };
      }
    }
    const share: Share = {
      title: `${workload.kind} ${workload.name}`,
      pods: replicasOf(workload) ?? 1,
      amounts,
    };
    const shares = sharesOf(facts);
    const known = shares.get(workload.namespace);
    if (known) known.push(share);
    else shares.set(workload.namespace, [share]);
  },

  *inspectInput(facts) {
    for (const [namespace, shares] of sharesOf(facts)) {
      const where = namespace === '' ? '' : ` of namespace ${namespace}`;
      for (const [key, bounds] of quotaBounds(facts).get(namespace) ?? []) {
        const used = total(shares, key);
        const exceeded = bounds.filter(({ amount }) => used > amount.nano);
        const by = exceeded.length > 0 ? largest(shares, key) : '';
        for (const { quota, amount } of exceeded)
          yield {
            message: `the prepared pods${where} need ${key} ${formatUsage(key, used)}, but ResourceQuota ${JSON.stringify(quota)} allows ${amount.text.trim()}: ${by}. Raise the quota, or lower limits or replicas`,
          };
      }
    }
  },
});

function wordsFor(key: string): [field: string, resource: string] {
  return [key.startsWith('limits.') ? 'limit' : 'request', key.endsWith('cpu') ? 'CPU' : 'memory'];
}

/** Returns the usage of all pods of a workload. */
function amountOf({ pods, amounts }: Share, key: string): bigint {
  return BigInt(pods) * (amounts.get(key) ?? 0n);
}

function total(shares: Share[], key: string): bigint {
  return shares.reduce((sum, share) => sum + amountOf(share, key), 0n);
}

/** Lists up to three workloads with the highest usage. */
function largest(shares: Share[], key: string): string {
  const sorted = shares.filter((share) => amountOf(share, key) > 0n);
  sorted.sort((one, other) => (amountOf(one, key) < amountOf(other, key) ? 1 : -1));
  return firstFew(sorted, 3, (share) => {
    const each = formatUsage(key, share.amounts.get(key)!);
    const times = key === 'pods' ? `${share.pods}` : share.pods === 1 ? each : `${share.pods} times ${each}`;
    return `${share.title} ${times}`;
  });
}
