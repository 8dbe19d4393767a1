import { groupBy } from '../../util/group-by.ts';
import { costTitle, podsOf, type WorkloadCost } from './cost.ts';
import { type NodeSize, type Packing, type PodGroup, pack } from './packing.ts';

/** Memory of nodes to pack pods on, in MiB. */
const NODE_SIZES = [4, 8, 16, 32, 64, 128, 256, 512].map((gibibytes) => gibibytes * 1024);
/** Maximum number of listed sizes; more would repeat each other. */
const MOST_SIZES = 5;

/** The same pods as they came in and as confidential VMs. */
export interface PodGroups {
  unprepared: PodGroup[];
  confidential: PodGroup[];
}

/** The pods that run all the time; Jobs and hooks are left out. */
export function podGroups(costs: readonly WorkloadCost[]): PodGroups {
  const running = costs.filter(({ isTemporary }) => !isTemporary);
  const groups = (sizeOf: (cost: WorkloadCost) => Pick<PodGroup, 'memory' | 'cpus'>) =>
    running.map((cost) => ({
      title: costTitle(cost),
      count: podsOf(cost),
      ...sizeOf(cost),
      onEveryNode: cost.onEveryNode,
    }));
  return {
    unprepared: groups(({ unprepared, unpreparedCpus }) => ({ memory: unprepared, cpus: unpreparedCpus })),
    confidential: groups(({ nodeMemory, vcpus }) => ({ memory: nodeMemory, cpus: vcpus })),
  };
}

/** The nodes of one size that the pods take, as they came in and as confidential VMs. */
export interface PackedSize extends NodeSize {
  unprepared: Packing;
  confidential: Packing;
}

/** The pods on nodes of some usual sizes, by memory alone: from one on which all fit to one where a single node will do. */
export function packedSizes(costs: readonly WorkloadCost[]): PackedSize[] {
  const { unprepared, confidential } = podGroups(costs);
  const [before, after] = [alike(unprepared), alike(confidential)];
  const sizes = NODE_SIZES.map((memory) => {
    const packing = pack(after, { memory });
    const tooLarge = confidential.filter((one) => packing.tooLarge.some((other) => isLike(one, other)));
    return { memory, unprepared: pack(before, { memory }), confidential: { ...packing, tooLarge } };
  });
  const fitting = sizes.filter(({ confidential: { tooLarge } }) => tooLarge.length === 0);
  if (fitting.length === 0) return sizes.slice(-1);
  const single = fitting.findIndex(({ confidential: { count } }) => count <= 1);
  return fitting.slice(0, single === -1 ? undefined : single + 1).slice(-MOST_SIZES);
}

/** Pods of one size together, whichever workload they are of: of thousands of workloads few differ. */
function alike(groups: readonly PodGroup[]): PodGroup[] {
  const bySize = groupBy(groups, ({ memory, cpus, onEveryNode }) => `${memory} ${cpus} ${onEveryNode}`);
  return [...bySize.values()].map((same) => ({
    ...same[0]!,
    count: same.reduce((sum, { count }) => sum + count, 0),
  }));
}

function isLike(one: PodGroup, other: PodGroup): boolean {
  return one.memory === other.memory && one.cpus === other.cpus && one.onEveryNode === other.onEveryNode;
}
