import { imageMemory, imagesOf, keepsImagesInMemory } from '../contrast/image-memory.ts';
import { ceilMebibytes } from '../kube/quantity.ts';
import { amountOf } from '../kube/resources.ts';
import type { Container, Workload } from '../kube/workload.ts';

/** The memory that images take inside of a VM. */
export interface ImageShares {
  /** MiB, by the container whose limit has to have room for them. */
  of: ReadonlyMap<Container, number>;
  /** Images whose size nothing tells. */
  unknown: readonly string[];
}

const NONE: ImageShares = { of: new Map(), unknown: [] };

/** What images need, each counted once: those that only init containers use at the largest of the main ones, as image-memory does it. */
export function imageSharesOf(workload: Workload): ImageShares {
  if (!keepsImagesInMemory(workload)) return NONE;
  const { settings, containers } = workload;
  const { byContainer, initOnly, unknown } = imagesOf(workload);
  const needs = new Map([...byContainer].map(([container, image]) => [container, [image]]));
  const [host] = containers
    .filter(({ role, injected }) => role === 'main' && !injected)
    .sort((a, b) => Number(limitOf(b) - limitOf(a)));
  if (host && initOnly.length > 0) needs.set(host, [...(needs.get(host) ?? []), ...initOnly]);
  const of = new Map(
    [...needs].map(([container, images]) => [container, ceilMebibytes(imageMemory(images, settings))]),
  );
  return { of, unknown };
}

function limitOf(container: Container): bigint {
  return amountOf(container, 'limits', 'memory')?.quantity?.nano ?? 0n;
}
