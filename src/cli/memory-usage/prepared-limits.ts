import type { ConfidentialWorkload } from '../../contrast/confidential-workload.ts';
import { workingSetOf } from '../../contrast/working-set.ts';
import { runSource } from '../../engine/run.ts';
import { amountOf } from '../../kubernetes/resources.ts';
import type { LimitedWorkload } from '../../memory-usage/check.ts';
import { sourceText } from '../../yaml/source.ts';
import { configurationWith } from '../manifest-input.ts';
import type { Arguments } from '../parse-args.ts';
import { runOptionsOf } from '../run-options.ts';
import type { Terminal } from '../terminal.ts';

export interface PreparedOptions {
  given: Arguments;
  terminal: Terminal;
  /** File of measured memory, used if no configuration is given. */
  usageFile: string | undefined;
  /** True if a configuration is given, by a file or by the ResourceList. */
  isConfigured: boolean;
}

/**
 * Returns the memory limits that the workloads of the manifests have once they are prepared. Writes nothing.
 * @throws PreparationError if the configuration or the manifests are invalid.
 */
export function preparedLimits(
  text: string,
  { given, terminal, usageFile, isConfigured }: PreparedOptions,
): LimitedWorkload[] {
  const found: LimitedWorkload[] = [];
  const options = runOptionsOf(given, terminal);
  const memory = usageFile === undefined ? {} : { memory: { usageFrom: usageFile } };
  // The platform has no effect on the limits that are compared.
  const configuration = configurationWith(memory);
  runSource(sourceText(text), {
    ...options,
    ...(!isConfigured && { configuration }),
    observer: {
      before() {},
      after: (workload) => found.push(limitsOf(workload)),
    },
  });
  return found;
}

function limitsOf(workload: ConfidentialWorkload): LimitedWorkload {
  const { kind, namespace, name, pod } = workload;
  const workingSet = workingSetOf(workload) ?? new Map();
  const limitOf = (holder: typeof pod, key: string) =>
    workingSet.get(key)?.nano ?? amountOf(holder, 'limits', 'memory')?.quantity?.nano;
  return {
    ...{ kind, namespace, name },
    podLimit: limitOf(pod, '*'),
    containers: workload.containers.map((container) => ({
      name: container.name,
      title: container.title,
      limit: limitOf(container, container.name),
      runsWithOthers: container.role !== 'init',
    })),
  };
}
