import type { ImageSizes } from '../config/image-sizes.ts';
import type { ImageSizeSpec } from '../generated/config-types.ts';
import { imageKey } from './reference.ts';

/** Returns the entries of a file by the full name of their image. The first entry for an image applies, as for the rules. */
export function entriesByKey({ images }: ImageSizes): Map<string, ImageSizeSpec> {
  return new Map(images.toReversed().map((entry) => [imageKey(entry.image), entry]));
}

/** What to measure. */
export interface Wanted {
  /** True: skip uncompressed sizes. */
  compressedOnly: boolean;
  /** True: include the layers. */
  layers: boolean;
}

/** Returns the keys that are missing in an entry. Without a digest an entry cannot be verified. */
export function missingIn(entry: ImageSizeSpec, { compressedOnly, layers }: Wanted): string[] {
  const wanted: (keyof ImageSizeSpec)[] = ['digest', 'compressed'];
  if (!compressedOnly) wanted.push('uncompressed');
  wanted.push('volumes');
  if (layers) wanted.push('layers');
  return wanted.filter((key) => entry[key] === undefined);
}
