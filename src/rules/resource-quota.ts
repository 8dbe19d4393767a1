import { perInput } from '../cluster/per-input.ts';
import { formatUsage, podUsage } from '../cluster/quota-usage.ts';
import { quotasOf } from '../cluster/resource-quota.ts';
import { replicasOf } from '../kube/replicas.ts';
import { defineRule } from '../rule.ts';
import { firstFew } from '../short-list.ts';

/** What the pods of one workload take of the quotas of their namespace. */
interface Share {
  title: string;
  /** How many pods run at a time; one where the cluster decides. */
  pods: number;
  /** In nano, one pod. */
  amounts: Map<string, bigint>;
}

/** What was met so far, by namespace. */
const sharesOf = perInput(() => new Map<string, Share[]>());

export const resourceQuota = defineRule({
  id: 'resource-quota',
  summary: 'Check that the prepared pods fit the ResourceQuotas of their namespace.',
  rationale:
    'As a VM a pod takes more memory than before: requests grew to the limits, limits grew for images, and the overhead of the RuntimeClass counts as well. The API server refuses pods beyond a quota, and under a quota on CPU limits every pod without one.',
  remedy:
    'Raise the quota, lower limits or replicas, or use another namespace. Quotas with scopes are not judged, nor are workloads that are left alone.',
  source: 'Contrast documentation, Prepare deployment files, Pod resources; Kubernetes, Resource quotas',
  severity: 'warning',
  wokenBy: { facts: ({ holds }) => holds('ResourceQuota') },

  *inspect(workload, facts) {
    const quotas = quotasOf(facts).get(workload.namespace) ?? [];
    // A PodTemplate makes no pods by itself.
    if (quotas.length === 0 || workload.kind === 'PodTemplate') return;
    const { amounts, missing } = podUsage(workload, facts);
    for (const { name, hard } of quotas) {
      for (const [key, containers] of missing) {
        if (!hard.has(key)) continue;
        const [field, resource] = wordsFor(key);
        yield {
          path: workload.podSpecPath,
          message: `ResourceQuota ${JSON.stringify(name)} has a bound on ${key}, so the API server refuses pods with a container that has no ${resource} ${field}: ${containers.map(({ title }) => title).join(', ')}. Take ${key} out of the quota, or use another namespace`,
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
      for (const { name, hard } of quotasOf(facts).get(namespace) ?? []) {
        for (const [key, bound] of hard) {
          const used = total(shares, key);
          if (used <= bound.nano) continue;
          const where = namespace === '' ? '' : ` of namespace ${namespace}`;
          yield {
            message: `the prepared pods${where} need ${key} ${formatUsage(key, used)}, but ResourceQuota ${JSON.stringify(name)} allows ${bound.text.trim()}: ${largest(shares, key)}. Raise the quota, or lower limits or replicas`,
          };
        }
      }
    }
  },
});

function wordsFor(key: string): [field: string, resource: string] {
  return [key.startsWith('limits.') ? 'limit' : 'request', key.endsWith('cpu') ? 'CPU' : 'memory'];
}

/** The amount of all pods of the workload. */
function amountOf({ pods, amounts }: Share, key: string): bigint {
  return BigInt(pods) * (amounts.get(key) ?? 0n);
}

function total(shares: Share[], key: string): bigint {
  return shares.reduce((sum, share) => sum + amountOf(share, key), 0n);
}

/** The workloads that take the most, three at most. */
function largest(shares: Share[], key: string): string {
  const sorted = shares.filter((share) => amountOf(share, key) > 0n);
  sorted.sort((one, other) => (amountOf(one, key) < amountOf(other, key) ? 1 : -1));
  return firstFew(sorted, 3, (share) => {
    const each = formatUsage(key, share.amounts.get(key)!);
    const times = key === 'pods' ? `${share.pods}` : share.pods === 1 ? each : `${share.pods} times ${each}`;
    return `${share.title} ${times}`;
  });
}
