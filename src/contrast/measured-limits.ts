import { memoPerEdit } from '../kubernetes/memo.ts';
import { soundMemory } from '../kubernetes/memory-quantity.ts';
import { describeMemory, maxOf } from '../kubernetes/quantity.ts';
import { userContainers } from '../kubernetes/resources.ts';
import type { Container } from '../kubernetes/workload.ts';
import { largest } from '../util/largest.ts';
import type { ConfidentialWorkload } from './confidential-workload.ts';
import {
  imageFloor,
  imageMemory,
  imagesOf,
  keepsImagesInMemory,
  type SizedImage,
  storedSum,
} from './image-memory.ts';
import { placeImages } from './image-placement.ts';
import { limitFromUse, type MeasuredUse, type UsageSource } from './memory-usage.ts';
import { workingSetOf } from './working-set.ts';

/** The limit that a container should have for its measured use, without images, in nanobytes. */
export interface MeasuredLimit {
  use: MeasuredUse;
  limit: bigint;
}

/** Returns the limit for the measured use of a container; undefined if it was not measured. */
export function measuredLimit(
  { kind, namespace, name, settings: { memory } }: ConfidentialWorkload,
  container: Container,
): MeasuredLimit | undefined {
  if (memory.usage.isEmpty) return undefined;
  const use = memory.usage.of({ kind, namespace, name }, container.name, memory.headroom);
  return use && { use, limit: limitFromUse(use, memory.headroom) };
}

const RECOMMENDERS: Partial<Record<UsageSource, string>> = {
  vpa: 'its VerticalPodAutoscaler',
  krr: 'krr',
};

/** Where the limit comes from, as the rest of a sentence: `20% above its measured peak of 300Mi`. */
export function originOf({ use }: MeasuredLimit, { settings }: ConfidentialWorkload): string {
  if (!use.peak) return `the limit that ${RECOMMENDERS[use.source] ?? 'its measurement'} recommends`;
  return `${settings.memory.headroom / 1000}% above its measured peak of ${describeMemory(use.peak.nano)}`;
}

/** Returns the limit that a measured container should have together with the images that count there, in nanobytes: as the rule image-memory sets it. */
export function limitWithImages(workload: ConfidentialWorkload, container: Container, limit: bigint): bigint {
  const { settings } = workload;
  const own = ofImages(workload).byContainer.get(container) ?? [];
  return settings.images.strategy === 'add'
    ? limit + imageMemory(own, settings)
    : maxOf(limit, imageFloor(own, settings));
}

/** The same for the container that image-memory raises until all images fit into the VM: an upper bound. */
export function mostWithImages(workload: ConfidentialWorkload, container: Container, limit: bigint): bigint {
  const needed = limitWithImages(workload, container, limit);
  const { largestMain, stored } = ofImages(workload);
  // Half of the memory of the VM in releases that give images no more.
  return container === largestMain ? needed + 2n * stored : needed;
}

/** What the images of the pod add to its limits. */
interface ImageShares {
  /** Images by the container at which they count. */
  byContainer: ReadonlyMap<Container, SizedImage[]>;
  /** All of them together, in nanobytes. */
  stored: bigint;
  largestMain: Container | undefined;
}

const ofImages = memoPerEdit((workload: ConfidentialWorkload): ImageShares => {
  const byContainer = keepsImagesInMemory(workload)
    ? placeImages(workload, imagesOf(workload), workingSetOf(workload) ?? new Map())
    : new Map<Container, SizedImage[]>();
  const mains = userContainers(workload).filter(({ role }) => role === 'main');
  return {
    byContainer,
    stored: storedSum([...byContainer.values()].flat()),
    largestMain: largest(mains, limitOf),
  };
});

function limitOf(container: Container): bigint {
  const limit = soundMemory(container, 'limits');
  return limit && limit !== 'unsound' ? limit.quantity.nano : 0n;
}
