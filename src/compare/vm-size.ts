import { podVcpus } from '../contrast/vcpus.ts';
import { podLimit } from '../kubernetes/pod-resources.ts';
import { formatMemory } from '../kubernetes/quantity.ts';
import { UnreadableWorkload, WorkloadView } from '../kubernetes/workload.ts';
import { readIdentity } from '../kubernetes/workload-metadata.ts';
import type { Resource } from '../manifest/types.ts';
import { pluralize } from '../util/plural.ts';
import type { Severity } from '../util/severity.ts';
import type { Path } from '../yaml/access.ts';
import type { FieldPath } from './field-path.ts';
import type { PreparedWorkload } from './prepared-workloads.ts';

/** The size of a VM, from the limits of its pod. */
interface PodSize {
  /** One vCPU, and the CPU limit of the pod rounded up. */
  vcpus: number;
  /** Memory limit of the pod. */
  memory: string;
}

/** Returns the size of the pods of an object; undefined if a limit cannot be read. */
function podSize(resource: Resource, templatePath: Path): PodSize | undefined {
  try {
    const pod = new WorkloadView(resource, templatePath, readIdentity(resource, templatePath), () => false);
    const [vcpus, memory] = [podVcpus(pod), podLimit(pod, 'memory')];
    if (vcpus === undefined || memory === undefined) return undefined;
    return { vcpus, memory: formatMemory(memory) };
  } catch (error) {
    if (error instanceof UnreadableWorkload) return undefined;
    throw error;
  }
}

/** A live object with a pod template; a Pod is its own. */
export interface LiveTemplate {
  resource: Resource;
  templatePath: Path;
}

/**
 * Says what a difference in a limit means for the VM, from the limits of all containers; undefined if it cannot be computed. Without
 * `contrast generate` in the file, the memory of the containers that it adds is unknown.
 */
export function sizeConsequence(
  path: FieldPath,
  { resource, templatePath, isGenerated }: PreparedWorkload,
  live: LiveTemplate,
): { severity: Severity; consequence: string } | undefined {
  const [expected, actual] = [podSize(resource, templatePath), podSize(live.resource, live.templatePath)];
  if (!expected || !actual) return undefined;
  if (path.at(-1) === 'cpu') return vcpuConsequence(expected.vcpus, actual.vcpus);
  return path.at(-1) === 'memory' && isGenerated
    ? memoryConsequence(expected.memory, actual.memory)
    : undefined;
}

function vcpuConsequence(expected: number, actual: number): { severity: Severity; consequence: string } {
  if (expected === actual)
    return {
      severity: 'warning',
      consequence: `The VM still has ${pluralize(actual, 'vCPU')}, so its measurement is still the prepared one`,
    };
  return {
    severity: 'error',
    consequence: `The VM has ${pluralize(actual, 'vCPU')} instead of ${expected}. Their number is measured, so attestation fails`,
  };
}

function memoryConsequence(expected: string, actual: string): { severity: Severity; consequence: string } {
  if (expected === actual)
    return {
      severity: 'warning',
      consequence: `The limit of the whole pod is still ${actual}, so the VM has the prepared size`,
    };
  return {
    severity: 'error',
    consequence: `The limit of the whole pod is ${actual} instead of ${expected}. It sets the size of the VM when it starts, so images and containers may not fit`,
  };
}
