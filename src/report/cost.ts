import type { InputFacts } from '../cluster/facts.ts';
import { effectivePlatform } from '../contrast/effective-platform.ts';
import { vmSize } from '../contrast/vm-size.ts';
import { type ObjectName, objectTitle } from '../kube/object-title.ts';
import { podTitle } from '../kube/pod-title.ts';
import { ceilMebibytes } from '../kube/quantity.ts';
import { replicasOf } from '../kube/replicas.ts';
import { amountOf, type ResourceHolder } from '../kube/resources.ts';
import type { ContainerRole, Workload } from '../kube/workload.ts';
import { imageSharesOf } from './image-shares.ts';
import type { Unprepared } from './unprepared.ts';

/** What one workload costs as confidential VMs, for pictures; memory in MiB, of one pod. */
export interface WorkloadCost extends ObjectName {
  /** Which of its object's pods it is, where that has several; else ''. */
  part: string;
  platform: string;
  /** Undefined where the manifest does not say, as for a DaemonSet. */
  replicas: number | undefined;
  vcpus: number;
  vmMemory: number;
  nodeMemory: number;
  guestMemory: number;
  overhead: number;
  containers: ContainerCost[];
  /** True where one limit holds for all containers together. */
  hasPodLimit: boolean;
  /** Images whose size nothing tells, though the VM keeps them in its memory. */
  unknownImages: readonly string[];
  /** What the scheduler counted for the pod as it came in: memory in MiB, and CPUs. */
  unprepared: number;
  unpreparedCpus: number;
}

export interface ContainerCost {
  name: string;
  role: ContainerRole;
  limit: number;
  /** What the images that count here need of the limit. */
  images: number;
}

/** The cost of a prepared workload; undefined where a limit cannot be read. */
export function costOf(
  workload: Workload,
  facts: InputFacts,
  unprepared: Unprepared,
): WorkloadCost | undefined {
  const size = vmSize(workload, facts);
  if (!size) return undefined;
  const { kind, namespace, name } = workload;
  const { vcpus, vmMemory, nodeMemory, guestMemory, overhead } = size;
  const images = imageSharesOf(workload);
  return {
    ...{ kind, namespace, name, vcpus, vmMemory, nodeMemory, guestMemory, overhead },
    part: '',
    platform: effectivePlatform(workload).name,
    replicas: replicasOf(workload),
    containers: workload.containers.map((container) => ({
      name: container.name,
      role: container.role,
      limit: limitOf(container),
      images: images.of.get(container) ?? 0,
    })),
    hasPodLimit: limitOf(workload.pod) > 0,
    unknownImages: images.unknown,
    unprepared: unprepared.memory + (unprepared.isConfidential ? overhead : 0),
    unpreparedCpus: unprepared.cpus,
  };
}

function limitOf(holder: ResourceHolder): number {
  return ceilMebibytes(amountOf(holder, 'limits', 'memory')?.quantity?.nano ?? 0n);
}

/** What people call the pods: `Deployment shop/web`. */
export function costTitle(cost: WorkloadCost): string {
  return podTitle(objectTitle(cost), cost.part);
}

/** How many pods there are of a workload; one where the manifest does not say. */
export function podsOf({ replicas = 1 }: WorkloadCost): number {
  return replicas;
}

/** What the images of a pod need of its limits, in MiB. */
export function imageMemoryOf({ containers }: WorkloadCost): number {
  return containers.reduce((sum, { images }) => sum + images, 0);
}

/** The workloads whose pods together take most of the nodes' memory first. */
export function dearestFirst(costs: readonly WorkloadCost[]): WorkloadCost[] {
  return [...costs].sort((a, b) => podsOf(b) * b.nodeMemory - podsOf(a) * a.nodeMemory);
}
