import type { ImageSizeSpec } from '../generated/config-types.ts';
import type { ImageContent } from './content.ts';
import { printable, RequestError, SizesError } from './errors.ts';
import type { ImagePlatform } from './image-platform.ts';
import { limiter } from './limiter.ts';
import { findImage } from './resolve-image.ts';

export interface CheckOptions {
  platform: ImagePlatform;
  parallel: number;
  locate(image: string): { content: ImageContent; reference: string };
  /** The entry of the file. */
  known(image: string): ImageSizeSpec | undefined;
  /** The keys that an entry lacks. */
  missing(entry: ImageSizeSpec): string[];
}

/** How a file of sizes differs from what registries have now, a sentence each. Counts nothing. */
export async function findMoved(
  images: readonly string[],
  { platform, parallel, locate, known, missing }: CheckOptions,
): Promise<{ differences: string[]; errors: SizesError[] }> {
  const limit = limiter(parallel);
  const errors: SizesError[] = [];
  const found = images.map((image) =>
    limit(async () => {
      const entry = known(image);
      if (!entry) return `${printable(image)} has no entry`;
      const { content, reference } = locate(image);
      if (content.isSaved)
        throw new SizesError(
          image,
          'docker save keeps no digest of a registry, so nothing tells whether the entry still holds: check it against a registry or an OCI layout',
          content.name,
        );
      const lacking = missing(entry);
      if (lacking.length > 0) return `${printable(image)} has an entry without ${lacking.join(', ')}`;
      try {
        const { digest } = await findImage(content, reference, platform);
        return digest === entry.digest
          ? ''
          : `${printable(image)} has moved from ${entry.digest} to ${digest}`;
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
