import type { InputIndex } from '../kubernetes/input/index.ts';
import { memoPerEdit } from '../kubernetes/memo.ts';
import { ceilMebibytes, floorMebibytes, mebibytes } from '../kubernetes/quantity.ts';
import { withoutMemoryLimit } from '../kubernetes/resources.ts';
import { textAt } from '../yaml/access.ts';
import type { ConfidentialWorkload } from './confidential-workload.ts';
import { effectivePlatform } from './effective-platform.ts';
import { generatedLimit, type InjectedContainer } from './injected-containers.ts';
import { podVcpus } from './vcpus.ts';

/** What one pod costs as a confidential VM; memory in MiB. */
export interface VmSize {
  /** Memory limit of the pod in whole MiB, as the VM gets it after `contrast generate`; 0 without a limit. */
  podLimit: number;
  /** The part of it that containers take which `contrast generate` adds, in MiB, and those containers. */
  added: number;
  injected: readonly InjectedContainer[];
  guestMemory: number;
  overhead: number;
  /** Memory of the VM: the pod's limit (without any, the platform's default) and the guest system's. */
  vmMemory: number;
  /** What the scheduler counts against the node: the pod's limit and the RuntimeClass overhead. */
  nodeMemory: number;
  vcpus: number;
  /** Titles of containers without a memory limit, whose memory is not in these figures. */
  withoutLimit: readonly string[];
}

/**
 * The VM of one pod of the workload (Contrast documentation, Prepare deployment files, Pod resources). Kata drops what
 * the limit has beyond whole MiB. Undefined where a limit cannot be read.
 */
export const vmSize = memoPerEdit((workload: ConfidentialWorkload, facts: InputIndex): VmSize | undefined => {
  const [generated, vcpus] = [generatedLimit(workload, facts), podVcpus(workload)];
  if (generated === undefined || vcpus === undefined) return undefined;
  const { limit: memory, added, containers } = generated;
  const { guestMemory, overhead } = fixedMemory(workload, facts);
  const limit = floorMebibytes(memory);
  return {
    podLimit: limit,
    added: ceilMebibytes(added),
    injected: added > 0n ? containers : [],
    guestMemory,
    overhead,
    vmMemory: (limit || effectivePlatform(workload).defaultWorkloadMemory) + guestMemory,
    nodeMemory: ceilMebibytes(memory) + overhead,
    vcpus,
    withoutLimit: withoutMemoryLimit(workload).map(({ title }) => title),
  };
});

/**
 * Returns the memory that is added to the pod's limit, in MiB. An overhead from the configuration or a RuntimeClass of the input that
 * differs from the platform's default is also the guest memory, as in the example of the Contrast documentation, unless the guest
 * memory is set. Figures of the configuration apply to its platform only.
 */
export function fixedMemory(
  workload: ConfidentialWorkload,
  facts: InputIndex,
): { guestMemory: number; overhead: number } {
  const platform = effectivePlatform(workload);
  const { settings } = workload;
  const configured = platform.name === settings.platform.name ? settings : undefined;
  const className = textAt(workload.podSpec, 'runtimeClassName') ?? settings.runtimeClass.name;
  const known = facts.runtimeClass(className);
  const given = configured?.overhead ?? known?.overhead;
  // Kubernetes counts no overhead for a class without it; the VM needs its memory all the same.
  const overhead = given ? ceilMebibytes(given.nano) : known ? 0 : platform.overhead;
  const differs = given !== undefined && given.nano !== mebibytes(platform.overhead);
  const standsForGuest = differs ? floorMebibytes(given.nano) : platform.guestMemory;
  const guest = configured?.guestMemory;
  return { guestMemory: guest ? floorMebibytes(guest.nano) : standsForGuest, overhead };
}
