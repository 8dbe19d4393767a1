import type { InputFacts } from '../cluster/facts.ts';
import { effectivePlatform } from '../contrast/effective-platform.ts';
import { sizeOf } from '../contrast/image-sizes.ts';
import { vmSize } from '../contrast/vm-size.ts';
import type { Observer } from '../inspection.ts';
import { readImage } from '../kube/image-reference.ts';
import { aggregate } from '../kube/pod-resources.ts';
import { ceilMebibytes } from '../kube/quantity.ts';
import { replicasOf } from '../kube/replicas.ts';
import { amountOf } from '../kube/resources.ts';
import type { ContainerRole, Workload } from '../kube/workload.ts';

/** What one workload costs as confidential VMs, for pictures; memory in MiB, of one pod. */
export interface WorkloadCost {
  kind: string;
  namespace: string;
  name: string;
  platform: string;
  /** Undefined where the manifest does not say, as for a DaemonSet. */
  replicas: number | undefined;
  vcpus: number;
  vmMemory: number;
  nodeMemory: number;
  guestMemory: number;
  overhead: number;
  containers: { name: string; role: ContainerRole; limit: number }[];
  /** Compressed and uncompressed size of the pod's distinct images; undefined where none is known. */
  images: number | undefined;
  /** What the scheduler counted for the pod as it came in: its memory requests. */
  unprepared: number;
}

/** What the scheduler counts for the pod as it stands: its memory requests, or its limits where it has no requests. */
export function requestedMemory(workload: Workload): number {
  const shares = workload.containers.map((container) => ({
    role: container.role,
    nano:
      (amountOf(container, 'requests', 'memory') ?? amountOf(container, 'limits', 'memory'))?.quantity
        ?.nano ?? 0n,
  }));
  return ceilMebibytes(aggregate(shares));
}

/** The cost of a prepared workload; undefined where a limit cannot be read. */
export function costOf(workload: Workload, facts: InputFacts, unprepared: number): WorkloadCost | undefined {
  const size = vmSize(workload, facts);
  if (!size) return undefined;
  const { kind, namespace, name } = workload;
  const { vcpus, vmMemory, nodeMemory, guestMemory, overhead } = size;
  return {
    ...{ kind, namespace, name, vcpus, vmMemory, nodeMemory, guestMemory, overhead, unprepared },
    platform: effectivePlatform(workload).name,
    replicas: replicasOf(workload),
    containers: workload.containers.map((container) => ({
      name: container.name,
      role: container.role,
      limit: ceilMebibytes(amountOf(container, 'limits', 'memory')?.quantity?.nano ?? 0n),
    })),
    images: imageMemory(workload),
  };
}

function imageMemory({ containers, settings }: Workload): number | undefined {
  const images = new Set(containers.flatMap(({ image }) => image ?? []));
  const known = [...images].flatMap((image) => sizeOf(settings.images.sizes, readImage(image)) ?? []);
  if (known.length === 0) return undefined;
  const bytes = known.flatMap(({ compressed, uncompressed }) => [
    compressed?.nano ?? 0n,
    uncompressed?.nano ?? 0n,
  ]);
  return ceilMebibytes(bytes.reduce((sum, one) => sum + one, 0n));
}

/** Gathers the cost of every workload of a run. */
export class CostObserver implements Observer {
  readonly costs: WorkloadCost[] = [];
  #unprepared = 0;

  restart(): void {
    this.costs.length = 0;
  }

  before(workload: Workload): void {
    this.#unprepared = requestedMemory(workload);
  }

  after(workload: Workload, facts: InputFacts): void {
    const cost = costOf(workload, facts, this.#unprepared);
    if (cost) this.costs.push(cost);
  }
}
