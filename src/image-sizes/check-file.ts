import type { ImageSizeSpec } from '../generated/config-types.ts';
import { limiter } from '../http/limiter.ts';
import { escapeServerText, RequestError } from '../http/request-error.ts';
import { SizesError } from './errors.ts';
import type { ImagePlatform } from './image-platform.ts';
import type { ImageContent } from './image-source.ts';
import { findImage } from './resolve-image.ts';

export interface CheckOptions {
  platform: ImagePlatform;
  parallel: number;
  locate(image: string): { content: ImageContent; reference: string };
  /** The entry of the image in the file. */
  known(image: string): ImageSizeSpec | undefined;
  /** Keys that are missing in an entry. */
  missing(entry: ImageSizeSpec): string[];
}

/** How a file of sizes differs from what registries have now, one sentence for each. Measures nothing. */
export async function findMoved(
  images: readonly string[],
  { platform, parallel, locate, known, missing }: CheckOptions,
): Promise<{ differences: string[]; errors: SizesError[] }> {
  const limit = limiter(parallel);
  const errors: SizesError[] = [];
  const found = images.map((image) =>
    limit(async () => {
      const entry = known(image);
      if (!entry) return `${escapeServerText(image)} has no entry`;
      const { content, reference } = locate(image);
      if (content.isSaved)
        throw new SizesError(
          'image-without-digest',
          image,
          'docker save stores no registry digest, so the entry cannot be verified; check it against a registry or an OCI layout',
          content.name,
        );
      const lacking = missing(entry);
      if (lacking.length > 0) return `${escapeServerText(image)} has an entry without ${lacking.join(', ')}`;
      try {
        const { digest } = await findImage(content, reference, platform);
        return digest === entry.digest
          ? ''
          : `${escapeServerText(image)} has moved from ${entry.digest} to ${digest}`;
      } catch (error) {
        if (error instanceof RequestError)
          throw new SizesError(error.code, image, error.message, content.name);
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
