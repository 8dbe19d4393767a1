import type { ConfidentialWorkload } from '../../contrast/confidential-workload.ts';
import { effectivePlatform } from '../../contrast/effective-platform.ts';
import { vmSize } from '../../contrast/vm-size.ts';
import type { InputIndex } from '../../kubernetes/input/index.ts';
import { workloadKindOf } from '../../kubernetes/kinds/lookup.ts';
import { formatObjectName, type ObjectName } from '../../kubernetes/object-name.ts';
import { formatPodName } from '../../kubernetes/pod-name.ts';
import { ceilMebibytes } from '../../kubernetes/quantity.ts';
import { replicasOf } from '../../kubernetes/replicas.ts';
import type { ResourceHolder } from '../../kubernetes/resource-holder.ts';
import { amountOf } from '../../kubernetes/resources.ts';
import type { ContainerRole } from '../../kubernetes/workload.ts';
import { textAt } from '../../yaml/access.ts';
import type { Unprepared } from './before.ts';
import { imageSharesOf } from './image-shares.ts';
import { measuredCostsOf } from './measured-costs.ts';

/** What one workload costs as confidential VMs, for pictures; memory in MiB, of one pod. */
export interface WorkloadCost extends ObjectName {
  /** Which of its object's pods it is, where that has several; else ''. */
  part: string;
  platform: string;
  /** Undefined if the manifest does not say. */
  replicas: number | undefined;
  /** True if each node runs one of the pods, as for a DaemonSet. */
  onEveryNode: boolean;
  vcpus: number;
  vmMemory: number;
  nodeMemory: number;
  guestMemory: number;
  overhead: number;
  /** With those that `contrast generate` will add where they make the VM larger. */
  containers: ContainerCost[];
  /** The part of the memory that they take. */
  added: number;
  /** True where one limit holds for all containers together. */
  hasPodLimit: boolean;
  /** Titles of containers without a memory limit, whose memory is in no figure. */
  withoutLimit: readonly string[];
  /** True for pods that end: those of Jobs and of Helm hooks. */
  isTemporary: boolean;
  /** Images of unknown size that the VM keeps in its memory. */
  unknownImages: readonly string[];
  /** `nodeMemory` with limits from measured use; undefined if nothing was measured. */
  nodeMemoryFromUse: number | undefined;
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
  /** The measured peak. */
  used?: number | undefined;
  /** The limit for measured use, with images. */
  limitFromUse?: number;
}

/** The cost of a prepared workload; undefined where a limit cannot be read. */
export function costOf(
  workload: ConfidentialWorkload,
  facts: InputIndex,
  unprepared: Unprepared,
): WorkloadCost | undefined {
  const size = vmSize(workload, facts);
  if (!size) return undefined;
  const { kind, namespace, name } = workload;
  const { vcpus, vmMemory, nodeMemory, guestMemory, overhead } = size;
  const images = imageSharesOf(workload);
  const measured = measuredCostsOf(workload, facts);
  return {
    ...{ kind, namespace, name, vcpus, vmMemory, nodeMemory, guestMemory, overhead },
    part: '',
    platform: effectivePlatform(workload).name,
    replicas: replicasOf(workload),
    onEveryNode: workloadKindOf(workload.resource)?.perNode === true,
    containers: [
      ...size.injected.map(({ name, role, memory }) => ({ name, role, limit: memory, images: 0 })),
      ...workload.containers.map((container) => ({
        name: container.name,
        role: container.role,
        limit: limitOf(container),
        images: images.of.get(container) ?? 0,
        ...measured.of.get(container),
      })),
    ],
    added: size.added,
    hasPodLimit: limitOf(workload.pod) > 0,
    withoutLimit: size.withoutLimit,
    isTemporary: isTemporary(workload),
    unknownImages: images.unknown,
    nodeMemoryFromUse: measured.podLimit === undefined ? undefined : measured.podLimit + overhead,
    unprepared: unprepared.memory + (unprepared.isConfidential ? overhead : 0),
    unpreparedCpus: unprepared.cpus,
  };
}

/** Helm runs a hook at one point of a release (Helm documentation, Chart hooks). */
function isTemporary({ resource }: ConfidentialWorkload): boolean {
  const completes = workloadKindOf(resource)?.completes === true;
  return completes || textAt(resource.root, 'metadata', 'annotations', 'helm.sh/hook') !== undefined;
}

function limitOf(holder: ResourceHolder): number {
  return ceilMebibytes(amountOf(holder, 'limits', 'memory')?.quantity?.nano ?? 0n);
}

/** What people call the pods: `Deployment shop/web`. */
export function costTitle(cost: WorkloadCost): string {
  return formatPodName(formatObjectName(cost), cost.part);
}

/** How many pods there are of a workload; one where the manifest does not say. */
export function podsOf({ replicas = 1 }: WorkloadCost): number {
  return replicas;
}

/** What the images of a pod need of its limits, in MiB. */
export function imageMemoryOf({ containers }: Pick<WorkloadCost, 'containers'>): number {
  return containers.reduce((sum, { images }) => sum + images, 0);
}

/** The workloads whose pods together take most of the nodes' memory first. */
export function dearestFirst(costs: readonly WorkloadCost[]): WorkloadCost[] {
  return [...costs].sort((a, b) => podsOf(b) * b.nodeMemory - podsOf(a) * a.nodeMemory);
}
