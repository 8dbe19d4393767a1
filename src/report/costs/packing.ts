/** Pods that are all alike. */
export interface PodGroup {
  title: string;
  /** How many there are in all, or of those that each node has, on each. */
  count: number;
  /** What one of them takes of a node: memory in MiB, and CPUs. */
  memory: number;
  cpus: number;
  /** True where each node has them, as those of a DaemonSet. */
  onEveryNode: boolean;
}

/** What a node has for pods; absent CPUs do not matter. */
export interface NodeSize {
  memory: number;
  cpus?: number | undefined;
}

/** Nodes that hold the same. */
export interface PackedNodes {
  count: number;
  memory: number;
  cpus: number;
  pods: { title: string; count: number; memory: number }[];
}

export interface Packing {
  /** How many nodes it takes. */
  count: number;
  nodes: PackedNodes[];
  /** Pods that fit on no node. */
  tooLarge: PodGroup[];
}

/**
 * Computes how many nodes of one size all pods need: first fit, largest first. For one resource the result is up to 22% above the
 * optimum (Dósa, "The Tight Bound of First Fit Decreasing Bin-Packing Algorithm", 2007). The size of a pod is the larger of its shares of
 * memory and CPUs. Identical nodes and pods are counted, so the time does not depend on the number of replicas.
 */
export function pack(groups: readonly PodGroup[], size: NodeSize): Packing {
  const everywhere = groups.filter(({ onEveryNode }) => onEveryNode);
  const empty: PackedNodes = { count: 1, memory: 0, cpus: 0, pods: [] };
  const base = everywhere.reduce((node, group) => withPods(node, group, group.count), empty);
  if (base.memory > size.memory || base.cpus > (size.cpus ?? Infinity))
    return { count: 0, nodes: [], tooLarge: [...groups] };
  const share = ({ memory, cpus }: PodGroup) =>
    Math.max(memory / size.memory, cpus / (size.cpus ?? Infinity));
  const single = groups
    .filter(({ onEveryNode, count }) => !onEveryNode && count > 0)
    .sort((a, b) => share(b) - share(a));
  const tooLarge: PodGroup[] = [];
  let nodes: PackedNodes[] = [];
  for (const group of single) {
    const result = place(nodes, base, group, size);
    if (result) nodes = result;
    else tooLarge.push(group);
  }
  if (nodes.length === 0 && everywhere.length > 0) nodes = [base];
  return { count: nodes.reduce((sum, { count }) => sum + count, 0), nodes, tooLarge };
}

/** The nodes with the pods of one group: in the first that have room for them, then in new ones; undefined where none can have it. */
function place(
  nodes: readonly PackedNodes[],
  base: PackedNodes,
  group: PodGroup,
  size: NodeSize,
): PackedNodes[] | undefined {
  if (roomFor(group, base, size) === 0) return undefined;
  const placed: PackedNodes[] = [];
  let left = group.count;
  const fill = (node: PackedNodes, room: number): void => {
    if (room === 0 || left === 0) {
      placed.push(node);
      return;
    }
    // As many as are filled up, one that takes the rest, and those that come away empty.
    const full = Math.min(node.count, Math.floor(left / room));
    if (full > 0) placed.push({ ...withPods(node, group, room), count: full });
    left -= full * room;
    const takesRest = left > 0 && full < node.count;
    if (takesRest) placed.push({ ...withPods(node, group, left), count: 1 });
    if (takesRest) left = 0;
    const others = node.count - full - (takesRest ? 1 : 0);
    if (others > 0 && others < Infinity) placed.push({ ...node, count: others });
  };
  for (const node of nodes) fill(node, roomFor(group, node, size));
  if (left > 0) fill({ ...base, count: Infinity }, roomFor(group, base, size));
  return placed;
}

/** How many pods of the group a node can take in addition. */
function roomFor({ memory, cpus, count }: PodGroup, node: PackedNodes, size: NodeSize): number {
  const ofMemory = memory === 0 ? count : Math.floor((size.memory - node.memory) / memory);
  const free = (size.cpus ?? Infinity) - node.cpus;
  // CPUs are fractions, which do not add up to the last bit.
  const ofCpus = cpus === 0 || free === Infinity ? count : Math.floor(free / cpus + 1e-9);
  return Math.max(0, Math.min(ofMemory, ofCpus));
}

function withPods(node: PackedNodes, { title, memory, cpus }: PodGroup, count: number): PackedNodes {
  return {
    count: node.count,
    memory: node.memory + count * memory,
    cpus: node.cpus + count * cpus,
    pods: [...node.pods, { title, count, memory }],
  };
}

/** Which part of the nodes' memory is taken, from 0 to 1. */
export function fullness({ count, nodes }: Packing, { memory }: NodeSize): number {
  const taken = nodes.reduce((sum, node) => sum + node.count * node.memory, 0);
  return count === 0 ? 0 : taken / (count * memory);
}
