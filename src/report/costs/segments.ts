import { type ContainerCost, imageMemoryOf, type WorkloadCost } from './cost.ts';

/** What a stretch of memory is for; it gives its colour. */
export type SegmentKind = 'main' | 'sidecar' | 'unused' | 'images' | 'more' | 'guest' | 'host';

export interface Segment {
  kind: SegmentKind;
  label: string;
  /** MiB */
  size: number;
}

/** The meaning of each kind, in the order of the legend. */
export const LEGEND: Record<SegmentKind, string> = {
  main: 'containers',
  sidecar: 'sidecars',
  unused: 'limits above measured use',
  images: 'images, pulled into the VM',
  more: 'the rest of the limit',
  guest: 'guest system',
  host: 'VM processes on the host',
};

/** The memory of a pod's VM from left to right, then the memory that the node counts but the VM does not have. */
export function segmentsOf(cost: WorkloadCost): Segment[] {
  const { containers, vmMemory, nodeMemory, guestMemory } = cost;
  const segments: Segment[] = [];
  let room = vmMemory - guestMemory;
  const add = (kind: SegmentKind, label: string, size: number) => {
    if (Math.min(size, room) > 0) segments.push({ kind, label, size: Math.min(size, room) });
    room -= Math.min(size, room);
  };
  for (const role of ['main', 'sidecar'] as const)
    for (const one of containers.filter((container) => container.role === role))
      if (one.used === undefined) add(role, one.name, withoutImages(one));
      else {
        // Below a limit of the pod, a container needs no limit itself.
        const limit = cost.hasPodLimit && one.limit === 0 ? one.used : withoutImages(one);
        add(role, `${one.name}, measured`, Math.min(one.used, limit));
        add('unused', `${one.name}, above measured use`, limit - Math.min(one.used, limit));
      }
  add('images', 'images', coveredImages(cost));
  add('more', labelOfRest(cost), room);
  if (guestMemory > 0) segments.push({ kind: 'guest', label: 'guest system', size: guestMemory });
  if (nodeMemory > vmMemory)
    segments.push({ kind: 'host', label: 'VM processes on the host', size: nodeMemory - vmMemory });
  return segments;
}

function withoutImages({ limit, images }: ContainerCost): number {
  return limit - Math.min(images, limit);
}

/** Measured use beyond the memory that the limits leave beside the images. */
export function uncoveredUse({ containers, hasPodLimit, vmMemory, guestMemory }: WorkloadCost): number {
  const running = containers.filter(({ role }) => role !== 'init');
  const beyond = (used: number, room: number) => Math.max(0, used - room);
  if (!hasPodLimit) return running.reduce((sum, one) => sum + beyond(one.used ?? 0, withoutImages(one)), 0);
  const used = running.reduce((sum, one) => sum + (one.used ?? 0), 0);
  return beyond(used, Math.max(0, vmMemory - guestMemory - imageMemoryOf({ containers })));
}

/** Why the VM has more memory than its containers have limits. */
function labelOfRest({ hasPodLimit, containers }: WorkloadCost): string {
  if (hasPodLimit) return 'the rest of the pod’s limit';
  return containers.some(({ limit }) => limit > 0)
    ? 'more for init containers'
    : 'default of the platform, as nothing has a limit';
}

/** What images take of the limits. */
function coveredImages(cost: WorkloadCost): number {
  return imageMemoryOf(cost) - uncoveredImages(cost);
}

/** What images need beyond the limits that are to have room for them. */
export function uncoveredImages(cost: WorkloadCost): number {
  const { containers, hasPodLimit, vmMemory, guestMemory } = cost;
  const beyond = (images: number, limit: number) => Math.max(0, images - limit);
  if (!hasPodLimit) return containers.reduce((sum, { images, limit }) => sum + beyond(images, limit), 0);
  return beyond(imageMemoryOf(cost), vmMemory - guestMemory);
}

/** Memory of the VM that no limit and no overhead counts against the node. */
export function uncounted({ vmMemory, nodeMemory }: WorkloadCost): number {
  return Math.max(0, vmMemory - nodeMemory);
}

/** The same segments as the scheduler counts them: what is beyond that is cut off. */
export function countedSegments(cost: WorkloadCost): Segment[] {
  let left = cost.nodeMemory;
  return segmentsOf(cost).flatMap((segment) => {
    const size = Math.min(segment.size, left);
    left -= size;
    return size > 0 ? [{ ...segment, size }] : [];
  });
}
