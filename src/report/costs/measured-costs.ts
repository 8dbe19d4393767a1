import type { ConfidentialWorkload } from '../../contrast/confidential-workload.ts';
import { leastLimitForImages } from '../../contrast/image-limits.ts';
import { injectedContainers } from '../../contrast/injected-containers.ts';
import { limitWithImages, type MeasuredLimit, measuredLimit } from '../../contrast/measured-limits.ts';
import type { InputIndex } from '../../kubernetes/input/index.ts';
import { aggregate } from '../../kubernetes/pod-resources.ts';
import { ceilMebibytes, maxOf, mebibytes } from '../../kubernetes/quantity.ts';
import { amountOf, userContainers } from '../../kubernetes/resources.ts';
import type { Container } from '../../kubernetes/workload.ts';

/** Measured memory of one container in MiB. */
export interface MeasuredCost {
  /** The peak; undefined if the source recommends a limit instead. */
  used: number | undefined;
  /** The limit for the measured use, with the images that count there. */
  limitFromUse: number;
}

/** What a workload would cost with limits from measured use. */
export interface MeasuredCosts {
  of: ReadonlyMap<Container, MeasuredCost>;
  /** Limit of the pod in MiB; undefined if no container was measured. */
  podLimit: number | undefined;
}

/** Returns the measured use of the containers of a workload, and the limit of the pod with limits from it. */
export function measuredCostsOf(workload: ConfidentialWorkload, facts: InputIndex): MeasuredCosts {
  const found = new Map<Container, MeasuredLimit>();
  for (const container of userContainers(workload)) {
    const measured = measuredLimit(workload, container);
    if (measured) found.set(container, measured);
  }
  const limits = new Map([...found].map(([one, { limit }]) => [one, limitWithImages(workload, one, limit)]));
  const of = new Map(
    [...found].map(([container, { use }]) => [
      container,
      {
        used: use.peak && ceilMebibytes(use.peak.nano),
        limitFromUse: ceilMebibytes(limits.get(container)!),
      },
    ]),
  );
  const nano = limits.size === 0 ? undefined : podLimitFrom(limits, workload, facts);
  return { of, podLimit: nano === undefined ? undefined : ceilMebibytes(nano) };
}

/** In nanobytes. A limit of the pod stays if not all of its containers were measured. */
function podLimitFrom(
  limits: ReadonlyMap<Container, bigint>,
  workload: ConfidentialWorkload,
  facts: InputIndex,
): bigint {
  const whole = amountOf(workload.pod, 'limits', 'memory')?.quantity?.nano;
  const isComplete = userContainers(workload).every((one) => one.role === 'init' || limits.has(one));
  if (whole !== undefined && !isComplete) return whole;
  const injected = whole === undefined ? injectedContainers(workload, facts) : [];
  const sum = aggregate([
    ...injected.map(({ role, memory }) => ({ role, nano: mebibytes(memory) })),
    ...workload.containers.map((container) => ({
      role: container.role,
      nano: limits.get(container) ?? amountOf(container, 'limits', 'memory')?.quantity?.nano ?? 0n,
    })),
  ]);
  return maxOf(sum, leastLimitForImages(workload, facts));
}
