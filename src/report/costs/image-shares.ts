import type { ConfidentialWorkload } from '../../contrast/confidential-workload.ts';
import { imageMemory, imagesOf, keepsImagesInMemory } from '../../contrast/image-memory.ts';
import { placeImages } from '../../contrast/image-placement.ts';
import { workingSetOf } from '../../contrast/working-set.ts';
import { ceilMebibytes } from '../../kubernetes/quantity.ts';
import type { Container } from '../../kubernetes/workload.ts';

/** The memory that images take inside of a VM. */
export interface ImageShares {
  /** MiB, by the container whose limit has to have room for them. */
  of: ReadonlyMap<Container, number>;
  /** Images of unknown size. */
  unknown: readonly string[];
}

const NONE: ImageShares = { of: new Map(), unknown: [] };

/** What images need, each counted once, where image-memory makes room for them. */
export function imageSharesOf(workload: ConfidentialWorkload): ImageShares {
  if (!keepsImagesInMemory(workload)) return NONE;
  const images = imagesOf(workload);
  const placed = placeImages(workload, images, workingSetOf(workload) ?? new Map());
  const of = new Map(
    [...placed].map(([container, own]) => [container, ceilMebibytes(imageMemory(own, workload.settings))]),
  );
  return { of, unknown: images.unknown };
}
