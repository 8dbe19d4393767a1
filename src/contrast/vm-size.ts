import type { InputFacts } from '../cluster/facts.ts';
import { podLimit } from '../kube/pod-resources.ts';
import { ceilMebibytes, ceilWhole, floorMebibytes, mebibytes } from '../kube/quantity.ts';
import type { Workload } from '../kube/workload.ts';
import { textAt } from '../yaml/read.ts';
import { effectivePlatform } from './effective-platform.ts';

/** What one pod costs as a confidential VM; memory in MiB. */
export interface VmSize {
  /** The pod's memory limit in whole MiB, as the VM is given it; 0 where there is none. */
  podLimit: number;
  guestMemory: number;
  overhead: number;
  /** Memory of the VM: the pod's limit (without any, the platform's default) and the guest system's. */
  vmMemory: number;
  /** What the scheduler counts against the node: the pod's limit and the RuntimeClass overhead. */
  nodeMemory: number;
  vcpus: number;
}

/**
 * The VM of one pod of the workload (Contrast documentation, Prepare deployment files, Pod resources). Kata drops what
 * the limit has beyond whole MiB. Undefined where a limit cannot be read.
 */
export function vmSize(workload: Workload, facts: InputFacts): VmSize | undefined {
  const [memory, vcpus] = [podLimit(workload, 'memory'), podVcpus(workload)];
  if (memory === undefined || vcpus === undefined) return undefined;
  const { guestMemory, overhead } = fixedMemory(workload, facts);
  const limit = floorMebibytes(memory);
  return {
    podLimit: limit,
    guestMemory,
    overhead,
    vmMemory: (limit || effectivePlatform(workload).defaultWorkloadMemory) + guestMemory,
    nodeMemory: ceilMebibytes(memory) + overhead,
    vcpus,
  };
}

/** vCPUs of the VM: one, and the pod's CPU limit rounded up. Undefined where a limit cannot be read. */
export function podVcpus(workload: Workload): number | undefined {
  const cpu = podLimit(workload, 'cpu');
  return cpu === undefined ? undefined : 1 + ceilWhole(cpu);
}

/**
 * What comes on top of the pod's limit, in MiB. An overhead that the configuration or a RuntimeClass of the input gives
 * and that is not the platform's own stands for the guest memory too, as in the Contrast documentation's example,
 * unless the guest memory is given. Figures of the configuration are about its own platform.
 */
export function fixedMemory(
  workload: Workload,
  facts: InputFacts,
): { guestMemory: number; overhead: number } {
  const platform = effectivePlatform(workload);
  const { settings } = workload;
  const configured = platform.name === settings.platform.name ? settings : undefined;
  const className = textAt(workload.podSpec, 'runtimeClassName') ?? settings.runtimeClass.name;
  const given = configured?.overhead ?? facts.runtimeClass(className)?.overhead;
  const overhead = given ? ceilMebibytes(given.nano) : platform.overhead;
  const differs = given !== undefined && given.nano !== mebibytes(platform.overhead);
  const standsForGuest = differs ? floorMebibytes(given.nano) : platform.guestMemory;
  const guest = configured?.guestMemory;
  return { guestMemory: guest ? floorMebibytes(guest.nano) : standsForGuest, overhead };
}
