import { memoPerEdit } from '../kubernetes/memo.ts';
import { podLimit } from '../kubernetes/pod-resources.ts';
import { ceilWhole, maxOf } from '../kubernetes/quantity.ts';
import type { ResourceHolder } from '../kubernetes/resource-holder.ts';
import { amountOf } from '../kubernetes/resources.ts';
import type { Workload } from '../kubernetes/workload.ts';
import type { ConfidentialWorkload } from './confidential-workload.ts';
import { effectivePlatform } from './effective-platform.ts';
import type { Platform } from './platforms.ts';
import type { ReleaseFacts } from './release-table.ts';
import { type Fact, isPossibly, type Release, rangeOf, releases } from './releases.ts';

/** How many vCPUs the reference values of a release cover; undefined: any number. */
export interface VcpuBound {
  /** Up to this number the release measures them for certain. */
  certain: number | undefined;
  /** Above this number it certainly does not. Larger than `certain` where the release of a change is inferred. */
  possible: number | undefined;
}

/** The fact that bounds the vCPUs of a platform. Without confidential hardware, and on AKS, their number is not measured. */
function boundName({ host, tee, gpu }: Platform): keyof ReleaseFacts | undefined {
  if (host === 'aks' || tee === 'none') return undefined;
  if (tee === 'snp') return 'snpVcpus';
  return gpu ? 'tdxGpuVcpus' : 'tdxVcpus';
}

/**
 * Returns the bound for a platform at a release. `multiVcpu` overrides the table: true for a release that measures as many as the
 * newest known one may, false for a single vCPU.
 */
export function vcpuBound(platform: Platform, release: Release, multiVcpu: boolean | undefined): VcpuBound {
  const name = boundName(platform);
  if (name === undefined) return { certain: undefined, possible: undefined };
  if (multiVcpu === false) return { certain: 1, possible: 1 };
  if (multiVcpu === true) {
    const { max } = rangeOf(releases.newest.fact(name) as Fact<number>);
    return { certain: max, possible: max };
  }
  const { min, max } = rangeOf(release.fact(name) as Fact<number>);
  return { certain: min, possible: max };
}

/** The bound that holds for a workload's platform, release and configuration. */
export const vcpuBoundOf = memoPerEdit((workload: ConfidentialWorkload): VcpuBound => {
  const { release, cpu } = workload.settings;
  return vcpuBound(effectivePlatform(workload), release, cpu.multiVcpu);
});

/** vCPUs of the VM: one, and the pod's CPU limit rounded up. Undefined where a limit cannot be read. */
export function podVcpus(workload: Workload): number | undefined {
  const cpu = podLimit(workload, 'cpu');
  return cpu === undefined ? undefined : 1 + ceilWhole(cpu);
}

/**
 * vCPUs that `contrast generate` expects the VM to have, for which it takes the launch digest on SEV-SNP: one, and the largest of what
 * the running containers, all init containers and the pod ask for, rounded up (Contrast source, generate). The VM has others where init
 * containers add up, or where a request counts beside or without a limit. Undefined where an amount cannot be read.
 */
export function expectedVcpus(
  workload: ConfidentialWorkload,
  counts: ReleaseFacts['vcpuCount'],
): number | undefined {
  let [running, init] = [0n, 0n];
  for (const container of workload.containers) {
    const cpu = countedCpu(container, counts);
    if (cpu === undefined) return undefined;
    if (container.role !== 'main') init += cpu;
    if (container.role !== 'init') running += cpu;
  }
  const pod = countedCpu(workload.pod, counts);
  return pod === undefined ? undefined : 1 + ceilWhole(maxOf(maxOf(running, init), pod));
}

/** True where the release may count requests as well as limits. */
export function mayCountRequests({ settings }: ConfidentialWorkload): boolean {
  return isPossibly(settings.release.fact('vcpuCount'), 'limits-and-requests');
}

function countedCpu(holder: ResourceHolder, counts: ReleaseFacts['vcpuCount']): bigint | undefined {
  const limit = amountOf(holder, 'limits', 'cpu');
  const request = counts === 'limits' ? undefined : amountOf(holder, 'requests', 'cpu');
  if ((limit && !limit.quantity) || (request && !request.quantity)) return undefined;
  return maxOf(limit?.quantity?.nano ?? 0n, request?.quantity?.nano ?? 0n);
}
