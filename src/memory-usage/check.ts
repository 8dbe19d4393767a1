import { limitFromUse, type MeasuredMemory, type MeasuredUse } from '../contrast/memory-usage.ts';
import { formatObjectName } from '../kubernetes/object-name.ts';
import { describeMemory } from '../kubernetes/quantity.ts';
import { pluralize } from '../util/plural.ts';
import type { WantedWorkload } from './workloads.ts';

/** The memory limits of a workload after it was prepared, in nanobytes, without the memory that was added for images. */
export interface LimitedWorkload extends Omit<WantedWorkload, 'containers'> {
  containers: { name: string; title: string; limit: bigint | undefined; runsWithOthers: boolean }[];
  /** Limit of the pod as a whole, if it has one. */
  podLimit: bigint | undefined;
}

/**
 * Returns what limits do not cover, one sentence each. The headroom does not count: it is there for a peak that grows.
 * @param recorded what the file has now; containers that were terminated for lack of memory since then are reported.
 */
export function uncoveredUse(
  workloads: readonly LimitedWorkload[],
  measured: MeasuredMemory,
  recorded: MeasuredMemory,
): string[] {
  return workloads.flatMap((workload) => {
    const title = formatObjectName(workload);
    const found: string[] = [];
    let together = 0n;
    for (const { name, title: container, limit, runsWithOthers } of workload.containers) {
      const use = measured.of(workload, name, 0);
      if (!use) continue;
      const needed = neededBy(use);
      if (runsWithOthers) together += needed;
      if (workload.podLimit === undefined && limit === undefined)
        found.push(`${title}: ${container} has no memory limit, and ${useText(use)}`);
      else if (limit !== undefined && limit < needed)
        found.push(
          `${title}: the memory limit ${describeMemory(limit)} of ${container} is too small: ${useText(use)}`,
        );
      const known = recorded.of(workload, name, 0)?.outOfMemory ?? 0;
      if (use.outOfMemory > known)
        found.push(
          `${title}: ${container} was OOMKilled in ${use.outOfMemory} of ${pluralize(Math.max(use.pods ?? 0, use.outOfMemory), 'pod')}, up from ${known} when the file was written`,
        );
    }
    if (workload.podLimit !== undefined && workload.podLimit < together)
      found.push(
        `${title}: the memory limit ${describeMemory(workload.podLimit)} of the pod is too small: its containers used up to ${describeMemory(together)} together`,
      );
    return found;
  });
}

function neededBy(use: MeasuredUse): bigint {
  return use.peak?.nano ?? limitFromUse(use, 0);
}

function useText({ peak, recommended, source }: MeasuredUse): string {
  return peak
    ? `it used up to ${describeMemory(peak.nano)}`
    : `${source} recommends ${describeMemory(recommended!.nano)}`;
}
