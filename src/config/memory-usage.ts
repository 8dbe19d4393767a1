import type { WorkloadUsageSpec } from '../generated/usage-types.ts';
import { validate } from '../generated/validate-usage.js';
import type { Problem } from '../util/errors.ts';
import { type OwnKind, type OwnObject, readSpec } from './own-object.ts';

export const MEMORY_USAGE: OwnKind = { kind: 'MemoryUsage', validate, code: 'usage-file-invalid' };

interface MemoryUsage {
  workloads: WorkloadUsageSpec[];
}

/** Validates a MemoryUsage object. */
export function readMemoryUsage(
  object: OwnObject,
): { content: WorkloadUsageSpec[] } | { problems: Problem[] } {
  const read = readSpec<MemoryUsage>(MEMORY_USAGE, object, ({ workloads }, placeOf) =>
    workloads.flatMap(({ containers }, workload) =>
      containers.flatMap(({ peak, recommended }, container) => {
        const place = placeOf(['spec', 'workloads', workload, 'containers', container]);
        const isOne = (peak === undefined) !== (recommended === undefined);
        return isOne ? [] : [`${place}: set either peak or recommended`];
      }),
    ),
  );
  return 'problems' in read ? read : { content: read.spec.workloads };
}
