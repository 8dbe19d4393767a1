import { soundMemory } from '../kubernetes/memory-quantity.ts';
import { ceilMebibytes, mebibytes, type Quantity } from '../kubernetes/quantity.ts';
import { userContainers } from '../kubernetes/resources.ts';
import type { Container } from '../kubernetes/workload.ts';
import { largest } from '../util/largest.ts';
import type { ConfidentialWorkload } from './confidential-workload.ts';
import { imageFloor, imageMemory, type PodImages, type SizedImage } from './image-memory.ts';

/**
 * The images by the container, main or sidecar, whose limit has to have room for them: its own, and at the largest of the main
 * containers those that only ordinary init containers use. `workingSet` holds what containers need beside images, by name, where
 * images are added to that. Which one is the largest does not change when its limit grows, so a later run, and a report on what
 * the run made, find the same.
 */
export function placeImages(
  workload: ConfidentialWorkload,
  { byContainer, initOnly }: PodImages,
  workingSet: ReadonlyMap<string, Quantity>,
): Map<Container, SizedImage[]> {
  const placed = new Map([...byContainer].map(([container, image]) => [container, [image]]));
  if (initOnly.length === 0) return placed;
  const own = (container: Container) => placed.get(container) ?? [];
  const { settings } = workload;
  const mains = userContainers(workload).filter(({ role }) => role === 'main');
  const host = largest(mains, (container) => {
    const limit = soundMemory(container, 'limits');
    const size = { key: container.name, limit: limit && limit !== 'unsound' ? limit.quantity.nano : 0n };
    return settings.images.strategy === 'add'
      ? beside(size, workingSet)
      : withImages(size, own(container), workload, workingSet);
  });
  if (host) placed.set(host, [...own(host), ...initOnly]);
  return placed;
}

/** The current limit, in nanobytes. */
interface Limit {
  /** Name of the container; `*` for the pod. */
  key: string;
  limit: bigint;
}

/** The required limit for the images that count there, in nanobytes: rounded up to whole MiB if the current one is too small, else unchanged. */
export function withImages(
  at: Limit,
  images: SizedImage[],
  { settings }: ConfidentialWorkload,
  workingSet: ReadonlyMap<string, Quantity>,
): bigint {
  if (images.length === 0) return at.limit;
  const wanted =
    settings.images.strategy === 'add'
      ? beside(at, workingSet) + imageMemory(images, settings)
      : imageFloor(images, settings);
  return wholeMebibytes(at.limit, wanted);
}

/** The memory needed without the images: the limit in the annotation or, before images were added, the limit. */
function beside({ key, limit }: Limit, workingSet: ReadonlyMap<string, Quantity>): bigint {
  return workingSet.get(key)?.nano ?? limit;
}

/** `limit`, or `wanted` in whole MiB where that is more. */
export function wholeMebibytes(limit: bigint, wanted: bigint): bigint {
  return limit >= wanted ? limit : mebibytes(ceilMebibytes(wanted));
}
