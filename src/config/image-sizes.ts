import type { ImageSizeSpec } from '../generated/config-types.ts';
import { validate } from '../generated/validate-sizes.js';
import type { Problem } from '../util/errors.ts';
import { type OwnKind, type OwnObject, readSpec } from './own-object.ts';

export const IMAGE_SIZES: OwnKind = { kind: 'ImageSizes', validate, code: 'sizes-file-invalid' };

/** The content of a file that `prepare-contrast sizes` writes. */
export interface ImageSizes {
  /** Such as `linux/amd64`; undefined if the file does not have it. */
  platform: string | undefined;
  /** True if the rule image-digest writes the digests. */
  pin: boolean;
  images: ImageSizeSpec[];
}

/** Validates an ImageSizes object. */
export function readImageSizes(object: OwnObject): { content: ImageSizes } | { problems: Problem[] } {
  const read = readSpec<Partial<ImageSizes>>(IMAGE_SIZES, object);
  if ('problems' in read) return read;
  const { platform, pin = false, images = [] } = read.spec;
  return { content: { platform, pin, images } };
}

/** An entry of `images.sizes`, with the settings of its file, if any, that apply to all entries. */
export type SizeEntry = ImageSizeSpec & { filePin?: boolean };

/** Returns the entries in the form of `images.sizes`. */
export function entriesOf({ pin, images }: ImageSizes): SizeEntry[] {
  return images.map((entry) => ({ ...entry, filePin: pin }));
}
