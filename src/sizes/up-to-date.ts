import type { ImageSizeSpec } from '../generated/config-types.ts';
import type { ImageContent } from './content.ts';
import { RequestError, SizesError } from './errors.ts';
import type { ImagePlatform } from './image-platform.ts';
import { limiter } from './limiter.ts';
import { findImage } from './resolve-image.ts';

export interface CheckOptions {
  platform: ImagePlatform;
  parallel: number;
  locate(image: string): { content: ImageContent; reference: string };
  /** The entry of the file. */
  known(image: string): ImageSizeSpec | undefined;
}

/** How a file of sizes differs from what registries have now, a sentence each. Counts nothing. */
export async function findMoved(
  images: readonly string[],
  { platform, parallel, locate, known }: CheckOptions,
): Promise<{ differences: string[]; errors: SizesError[] }> {
  const limit = limiter(parallel);
  const errors: SizesError[] = [];
  const found = images.map((image) =>
    limit(async () => {
      const entry = known(image);
      if (!entry) return `${image} has no entry`;
      if (entry.digest === undefined) return `${image} has no digest to be checked by`;
      const { content, reference } = locate(image);
      try {
        const { digest } = await findImage(content, reference, platform);
        return digest === entry.digest ? '' : `${image} has moved from ${entry.digest} to ${digest}`;
      } catch (error) {
        if (error instanceof RequestError) throw new SizesError(image, error.message, content.name);
        throw error;
      }
    }).catch((error: unknown) => {
      if (!(error instanceof SizesError)) throw error;
      errors.push(error);
      return '';
    }),
  );
  const differences = (await Promise.all(found)).filter((text) => text !== '');
  return { differences, errors };
}
