import type { InputFacts } from '../cluster/facts.ts';
import { type SoundAmount, soundMemory } from '../kube/memory-amount.ts';
import { aggregate } from '../kube/pod-resources.ts';
import { ceilMebibytes, floorMebibytes, maxOf, mebibytes, type Quantity, sumOf } from '../kube/quantity.ts';
import { judgedContainers, type ResourceHolder } from '../kube/resources.ts';
import type { Container, ContainerRole, Workload } from '../kube/workload.ts';
import { type PodImages, type SizedImage, storedSize } from './image-memory.ts';
import { atLeastWhole, placeImages, withImages } from './image-places.ts';
import { largest } from './raise-limit.ts';
import { fixedMemory } from './vm-size.ts';

/** One limit that images can make grow: a container's, or the pod's own. */
export interface PlannedLimit {
  holder: ResourceHolder | Container;
  /** Name of the container; `*` for the pod. */
  key: string;
  role: ContainerRole;
  limit: SoundAmount;
  /** Images that count here. */
  images: SizedImage[];
  /** What the limit is to be, in nanobytes. */
  target: bigint;
  /** True where the share of the VM's memory that images may fill asked for more than the images of the container. */
  forShare: boolean;
}

/**
 * The limits that make room for the pod's images. `workingSet` holds what containers need beside them, where images are
 * added to that. No target is under the limit that stands, so a second run finds nothing to raise.
 */
export function planLimits(
  workload: Workload,
  images: PodImages,
  facts: InputFacts,
  workingSet: ReadonlyMap<string, Quantity>,
): PlannedLimit[] {
  const { limits, complete } = limitsOf(workload, images, workingSet);
  for (const entry of limits)
    entry.target = withImages(
      { key: entry.key, limit: entry.limit.quantity.nano },
      entry.images,
      workload,
      workingSet,
    );
  if (complete) makeRoomInVm(workload, limits, facts);
  return limits;
}

/**
 * Limits of main and sidecar containers; not `complete` where one of them is missing or cannot be counted on. Then images that
 * only init containers use count nowhere, since the limit may be that of the largest.
 */
function limitsOf(
  workload: Workload,
  images: PodImages,
  workingSet: ReadonlyMap<string, Quantity>,
): { limits: PlannedLimit[]; complete: boolean } {
  const whole = soundMemory(workload.pod, 'limits');
  if (whole) {
    if (whole === 'unsound') return { limits: [], complete: false };
    const all = [...images.byContainer.values(), ...images.initOnly];
    return { limits: [planned(workload.pod, '*', 'main', whole, all)], complete: true };
  }
  const running = judgedContainers(workload).filter(({ role }) => role !== 'init');
  const sound = running.flatMap((container) => {
    const limit = soundMemory(container, 'limits');
    return limit && limit !== 'unsound' ? [{ container, limit }] : [];
  });
  const complete = sound.length === running.length;
  const placed = placeImages(workload, complete ? images : { ...images, initOnly: [] }, workingSet);
  const limits = sound.map(({ container, limit }) =>
    planned(container, container.name, container.role, limit, placed.get(container) ?? []),
  );
  return { limits, complete };
}

function planned(
  holder: ResourceHolder | Container,
  key: string,
  role: ContainerRole,
  limit: SoundAmount,
  images: SizedImage[],
): PlannedLimit {
  return { holder, key, role, limit, images, target: limit.quantity.nano, forShare: false };
}

/**
 * Raises the largest main container until the images, compressed and uncompressed, fit the part of the VM's memory that
 * the guest's file system for them may fill (Contrast source: half of it, later all of it).
 */
function makeRoomInVm(workload: Workload, limits: PlannedLimit[], facts: InputFacts): void {
  const mains = limits.filter(({ role }) => role === 'main');
  const host = largest(mains, ({ target }) => target);
  const stored = limits
    .flatMap(({ images }) => images)
    .reduce((sum, image) => sum + (storedSize(image) ?? 0n), 0n);
  if (!host || stored === 0n) return;
  const needed = workload.settings.images.share === 'half' ? stored * 2n : stored;
  const required = mebibytes(ceilMebibytes(needed) - fixedMemory(workload, facts).guestMemory);
  const missing = required - runningSum(workload, limits);
  const podTarget = podTargetOf(workload, limits);
  if (podTarget === undefined || mebibytes(floorMebibytes(podTarget)) >= required) return;
  host.target = atLeastWhole(host.target, host.target + missing);
  host.forShare = true;
}

/** The pod's limit once every target is reached; undefined where a limit cannot be read. */
function podTargetOf(workload: Workload, limits: PlannedLimit[]): bigint | undefined {
  const whole = limits.find(({ key }) => key === '*');
  if (whole) return whole.target;
  const targets = new Map(limits.map(({ holder, target }) => [holder, target]));
  const shares = workload.containers.map((container) => {
    const limit = soundMemory(container, 'limits');
    if (limit === 'unsound') return undefined;
    return { role: container.role, nano: maxOf(targets.get(container) ?? 0n, limit?.quantity.nano ?? 0n) };
  });
  const known = shares.filter((share) => share !== undefined);
  return known.length === shares.length ? aggregate(known) : undefined;
}

/** What main containers and sidecars have together, those that generate injected included. */
function runningSum(workload: Workload, limits: PlannedLimit[]): bigint {
  const planned = limits.reduce((sum, { target }) => sum + target, 0n);
  if (limits.some(({ key }) => key === '*')) return planned;
  const injected = workload.containers.filter(({ role, injected }) => injected && role !== 'init');
  const others = injected.map((container) => soundMemory(container, 'limits'));
  return planned + sumOf(others.flatMap((limit) => (limit && limit !== 'unsound' ? [limit.quantity] : [])));
}
