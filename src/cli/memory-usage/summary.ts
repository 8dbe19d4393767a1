import { describeDoubts } from '../../contrast/usage-doubts.ts';
import type { ContainerUsageSpec, WorkloadUsageSpec } from '../../generated/usage-types.ts';
import { formatObjectName } from '../../kubernetes/object-name.ts';
import { describeMemory, UNIT } from '../../kubernetes/quantity.ts';
import { pluralize } from '../../util/plural.ts';

/** One line for each measured container. */
export function containerLines(workloads: readonly WorkloadUsageSpec[]): string {
  return workloads
    .flatMap((workload) =>
      workload.containers.map((container) => {
        const title = formatObjectName({ ...workload, namespace: workload.namespace ?? '' });
        const doubts = describeDoubts({ ...workload, ...container, outOfMemory: container.outOfMemory ?? 0 });
        return `${title} ${container.name}: ${[...figuresOf(container), ...doubts].join(', ')}\n`;
      }),
    )
    .join('');
}

function figuresOf({ peak, p99, recommended, pods }: ContainerUsageSpec): string[] {
  return [
    ...(peak === undefined ? [] : [`peak ${sizeText(peak)}`]),
    ...(p99 === undefined ? [] : [`99% below ${sizeText(p99)}`]),
    ...(recommended === undefined ? [] : [`recommended ${sizeText(recommended)}`]),
    ...(pods === undefined ? [] : [pluralize(pods, 'pod')]),
  ];
}

function sizeText(size: string | number): string {
  return typeof size === 'number' ? describeMemory(BigInt(size) * UNIT) : size;
}
