import { readMemoryUsage } from '../config/memory-usage.ts';
import { readOwnObjectFile } from '../files/own-object-file.ts';
import { bytesText, listItem, ownHead, plainScalar } from '../files/own-object-text.ts';
import type { ContainerUsageSpec, WorkloadUsageSpec } from '../generated/usage-types.ts';

/** The current content of a file of measured memory. */
export interface UsageFile {
  workloads: WorkloadUsageSpec[];
  /** The text above `spec`, which is kept. Undefined if there is more below `spec`. */
  head: string | undefined;
}

const HEAD = ownHead(
  'Measured memory of containers, written by prepare-contrast usage.',
  'MemoryUsage',
  'memory-usage',
);

/** Returns undefined if the file does not exist. @throws PreparationError if it contains something else, which must not be overwritten. */
export function readUsageFile(file: string): UsageFile | undefined {
  const found = readOwnObjectFile(file, readMemoryUsage);
  return found && { workloads: found.content, head: found.head };
}

/** Keys in output order. */
const WORKLOAD_KEYS = [
  'kind',
  'namespace',
  'name',
  'source',
  'metric',
  'window',
  'time',
] as const satisfies (keyof WorkloadUsageSpec)[];
const CONTAINER_KEYS = [
  'name',
  'peak',
  'p99',
  'recommended',
  'samples',
  'pods',
  'covered',
  'outOfMemory',
] as const satisfies (keyof ContainerUsageSpec)[];
const SIZES: readonly string[] = ['peak', 'p99', 'recommended'];
/** Durations such as `14d` are text to every YAML parser. */
const DURATIONS: readonly string[] = ['window', 'covered'];

/** Formats a file of measured memory: one value per line, so that changes are easy to review. */
export function formatUsage(workloads: readonly WorkloadUsageSpec[], head = HEAD): string {
  const lines = [`${head}spec:`, workloads.length === 0 ? '  workloads: []' : '  workloads:'];
  for (const workload of workloads) {
    const own = WORKLOAD_KEYS.flatMap((key) => {
      const value = workload[key];
      return value === undefined ? [] : [`${key}: ${scalarText(key, value)}`];
    });
    const containers = workload.containers.flatMap((container) => listItem(containerLines(container), '  '));
    lines.push(...listItem([...own, 'containers:', ...containers], '    '));
  }
  return `${lines.join('\n')}\n`;
}

function containerLines(container: ContainerUsageSpec): string[] {
  return CONTAINER_KEYS.flatMap((key) => {
    const value = container[key];
    return value === undefined ? [] : [`${key}: ${scalarText(key, value)}`];
  });
}

function scalarText(key: string, value: string | number): string {
  if (typeof value === 'number' && SIZES.includes(key)) return bytesText(value);
  return DURATIONS.includes(key) ? `${value}` : plainScalar(value);
}
