import type { InputIndex } from '../kubernetes/input/index.ts';
import { type SoundAmount, soundMemory } from '../kubernetes/memory-quantity.ts';
import { aggregate } from '../kubernetes/pod-resources.ts';
import {
  ceilMebibytes,
  floorMebibytes,
  maxOf,
  mebibytes,
  type Quantity,
  sumOf,
} from '../kubernetes/quantity.ts';
import type { ResourceHolder } from '../kubernetes/resource-holder.ts';
import { userContainers } from '../kubernetes/resources.ts';
import type { Container, ContainerRole } from '../kubernetes/workload.ts';
import { largest } from '../util/largest.ts';
import type { ConfidentialWorkload } from './confidential-workload.ts';
import { effectivePlatform } from './effective-platform.ts';
import { vmMemoryFor } from './guest-reserve.ts';
import { imagesOf, keepsImagesInMemory, type PodImages, type SizedImage, storedSum } from './image-memory.ts';
import { placeImages, wholeMebibytes, withImages } from './image-placement.ts';
import { isPossibly } from './releases.ts';
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
 * Computes the limits that leave enough memory for the pod's images. `workingSet` is the memory that containers need without images,
 * if images are added to it. Targets are never below the current limit, so a second run changes nothing.
 */
export function planImageLimits(
  workload: ConfidentialWorkload,
  images: PodImages,
  facts: InputIndex,
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
  workload: ConfidentialWorkload,
  images: PodImages,
  workingSet: ReadonlyMap<string, Quantity>,
): { limits: PlannedLimit[]; complete: boolean } {
  const whole = soundMemory(workload.pod, 'limits');
  if (whole) {
    if (whole === 'unsound') return { limits: [], complete: false };
    const all = [...images.byContainer.values(), ...images.initOnly];
    return { limits: [planned(workload.pod, '*', 'main', whole, all)], complete: true };
  }
  const running = userContainers(workload).filter(({ role }) => role !== 'init');
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
 * the guest's file system for them may fill: half of what the guest system leaves, in newer releases all of it.
 */
function makeRoomInVm(workload: ConfidentialWorkload, limits: PlannedLimit[], facts: InputIndex): void {
  const mains = limits.filter(({ role }) => role === 'main');
  const host = largest(mains, ({ target }) => target);
  const stored = storedSum(limits.flatMap(({ images }) => images));
  if (!host || stored === 0n) return;
  const required = limitForImages(workload, facts, stored, certainShare(workload));
  const missing = required - runningSum(workload, limits);
  const podTarget = podTargetOf(workload, limits);
  if (podTarget === undefined || mebibytes(floorMebibytes(podTarget)) >= required) return;
  host.target = wholeMebibytes(host.target, host.target + missing);
  host.forShare = true;
}

/** The minimum limit of a pod for all of its images to fit into the VM, in nanobytes; 0 if none of their sizes counts. */
export function leastLimitForImages(workload: ConfidentialWorkload, facts: InputIndex): bigint {
  if (!keepsImagesInMemory(workload) || workload.settings.images.strategy === 'check') return 0n;
  const { byContainer, initOnly } = imagesOf(workload);
  const stored = storedSum([...byContainer.values(), ...initOnly]);
  return stored === 0n ? 0n : limitForImages(workload, facts, stored, certainShare(workload));
}

/** The limit of a pod that makes its VM large enough for what its images take (Contrast source, test of the image store). */
function limitForImages(
  workload: ConfidentialWorkload,
  facts: InputIndex,
  stored: bigint,
  share: 'half' | 'all',
): bigint {
  const needed = ceilMebibytes(share === 'half' ? stored * 2n : stored);
  const vmMemory = vmMemoryFor(needed, effectivePlatform(workload).tee !== 'none');
  return mebibytes(vmMemory - fixedMemory(workload, facts).guestMemory);
}

/** The share that the configuration names, else the largest that the release may give to images: no limit is raised on a guess. */
export function certainShare({ settings }: ConfidentialWorkload): 'half' | 'all' {
  const configured = settings.images.share;
  return configured ?? (isPossibly(settings.release.fact('imageShare'), 'all') ? 'all' : 'half');
}

/**
 * The limit that the pod would need if its images got half of the memory only, in nanobytes, where that is not certain; undefined where
 * the planned limits are enough for that too.
 */
export function limitIfHalf(
  workload: ConfidentialWorkload,
  limits: PlannedLimit[],
  facts: InputIndex,
): bigint | undefined {
  const fact = workload.settings.release.fact('imageShare');
  const isUncertain = isPossibly(fact, 'half') && isPossibly(fact, 'all');
  if (workload.settings.images.share !== undefined || !isUncertain) return undefined;
  const stored = storedSum(limits.flatMap(({ images }) => images));
  const target = podTargetOf(workload, limits);
  if (stored === 0n || target === undefined) return undefined;
  const required = limitForImages(workload, facts, stored, 'half');
  return mebibytes(floorMebibytes(target)) >= required ? undefined : required;
}

/** The pod's limit once every target is reached; undefined where a limit cannot be read. */
function podTargetOf(workload: ConfidentialWorkload, limits: PlannedLimit[]): bigint | undefined {
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
function runningSum(workload: ConfidentialWorkload, limits: PlannedLimit[]): bigint {
  const planned = limits.reduce((sum, { target }) => sum + target, 0n);
  if (limits.some(({ key }) => key === '*')) return planned;
  const injected = workload.containers.filter(({ role, injected }) => injected && role !== 'init');
  const others = injected.map((container) => soundMemory(container, 'limits'));
  return planned + sumOf(others.flatMap((limit) => (limit && limit !== 'unsound' ? [limit.quantity] : [])));
}
