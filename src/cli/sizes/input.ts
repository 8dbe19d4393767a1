import { distinct, imagesOf } from '../../image-sizes/images-in-manifests.ts';
import { PreparationError } from '../../util/errors.ts';
import { measuredManifests, readMeasuringConfiguration } from '../manifest-input.ts';
import type { Arguments } from '../parse-args.ts';
import type { Terminal } from '../terminal.ts';

/** The images to measure. */
export interface SizesInput {
  /** Sorted, each once. */
  images: string[];
  /** True if the images come from manifests; false if only single images were named. */
  isWhole: boolean;
  /** The file in `images.sizesFrom` of the configuration. */
  configuredFile: string | undefined;
}

/** Reads manifests and configuration. @throws PreparationError if they are invalid or contain no image. */
export function readSizesInput(options: Arguments, named: readonly string[], terminal: Terminal): SizesInput {
  const isWhole = options.words.length > 0 || named.length === 0;
  const input = isWhole ? measuredManifests(options, terminal).input : undefined;
  const { kinds, sizesFile: configuredFile } = readMeasuringConfiguration(options, input);
  const images = distinct([...named, ...(input ? imagesOf(input, kinds) : [])]);
  if (images.length === 0) {
    throw new PreparationError(
      'images-missing',
      'the manifests contain no pod with an image; name files or folders, pipe manifests in, or name images with --image',
    );
  }
  return { images, isWhole, configuredFile };
}
