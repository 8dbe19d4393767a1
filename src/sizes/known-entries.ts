import type { ImageSizes } from '../config/image-sizes.ts';
import type { ImageSizeSpec } from '../generated/config-types.ts';
import { imageKey } from './reference.ts';

/** The entries of a file by the full name of their image; of several for one image the first counts, as for the rules. */
export function entriesByKey({ images }: ImageSizes): Map<string, ImageSizeSpec> {
  return new Map(images.toReversed().map((entry) => [imageKey(entry.image), entry]));
}

/** What a run measures. */
export interface Wanted {
  /** True: no unpacked sizes. */
  compressedOnly: boolean;
  /** True: the layers, too. */
  layers: boolean;
}

/** The keys that an entry lacks. Without a digest nothing tells whether it still holds. */
export function missingIn(entry: ImageSizeSpec, { compressedOnly, layers }: Wanted): string[] {
  const wanted: (keyof ImageSizeSpec)[] = ['digest', 'compressed'];
  if (!compressedOnly) wanted.push('uncompressed');
  wanted.push('volumes');
  if (layers) wanted.push('layers');
  return wanted.filter((key) => entry[key] === undefined);
}
