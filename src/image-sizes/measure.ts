import type { ImageSizeSpec } from '../generated/config-types.ts';
import { limiter } from '../http/limiter.ts';
import { escapeServerText, RequestError } from '../http/request-error.ts';
import { SizesError } from './errors.ts';
import type { ImagePlatform } from './image-platform.ts';
import type { ImageContent } from './image-source.ts';
import type { LayerCache } from './layers/layer-cache.ts';
import { LayerQueue, type LayerSize } from './layers/layer-queue.ts';
import type { MeasureProgress } from './progress.ts';
import { type FoundImage, findImage, type ImageConfig, readConfig } from './resolve-image.ts';

export interface MeasureOptions {
  platform: ImagePlatform;
  /** True: do not download layers. */
  compressedOnly: boolean;
  /** True: also list the layers in the entries. */
  withLayers: boolean;
  /** Number of parallel requests. */
  parallel: number;
  cache: LayerCache | undefined;
  progress: MeasureProgress;
  /** Locates an image. Throws a SizesError if the reference is invalid. */
  locate(image: string): { content: ImageContent; reference: string };
  /** The existing entry of an image. It is kept if its digest is unchanged and it is complete. */
  known(image: string): ImageSizeSpec | undefined;
}

export interface Measured {
  entries: ImageSizeSpec[];
  errors: SizesError[];
  /** Warnings. */
  warnings: string[];
}

/** An image whose layers may still have to be measured. */
interface OpenImage {
  image: string;
  content: ImageContent;
  found: FoundImage;
  config: ImageConfig;
}

/** Measures images. Downloads each shared layer once. If an image fails, the others are still measured. */
export async function measureImages(images: readonly string[], options: MeasureOptions): Promise<Measured> {
  const measured: Measured = { entries: [], errors: [], warnings: [] };
  const open: OpenImage[] = [];
  const limit = limiter(options.parallel);
  const lookUps = images.map(async (image) => {
    const answer = await limit(() => attempt(image, undefined, () => lookUp(image, options)));
    if (answer instanceof SizesError) measured.errors.push(answer);
    else if ('entry' in answer) {
      measured.entries.push(answer.entry);
      options.progress.imageDone(answer.entry, 'unchanged');
    } else open.push(answer);
  });
  await Promise.all(lookUps);

  const counter = new LayerQueue({ ...options, limit });
  for (const image of open) counter.expect(image);
  const counts = open.map(async (image) => {
    const entry = await attempt(image.image, image.content.name, async () =>
      entryOf(image, await counter.sizesOf(image), options),
    );
    if (entry instanceof SizesError) measured.errors.push(entry);
    else {
      measured.entries.push(entry);
      options.progress.imageDone(entry, 'measured');
      if (image.config.foreign !== undefined)
        measured.warnings.push(
          `${escapeServerText(image.image)} is an image for ${escapeServerText(image.config.foreign)}`,
        );
    }
  });
  await Promise.all(counts);
  return measured;
}

/** Prefixes the error with the name of the image. */
async function attempt<T>(
  image: string,
  place: string | undefined,
  work: () => Promise<T>,
): Promise<T | SizesError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SizesError) return error;
    if (error instanceof RequestError) return new SizesError(error.code, image, error.message, place);
    throw error;
  }
}

async function lookUp(image: string, options: MeasureOptions): Promise<OpenImage | { entry: ImageSizeSpec }> {
  const { content, reference } = options.locate(image);
  const answer = await attempt(image, content.name, async () => {
    const found = await findImage(content, reference, options.platform);
    const known = content.isSaved ? undefined : options.known(image);
    if (known?.digest === found.digest) return { entry: known };
    return {
      image,
      content,
      found,
      config: await readConfig(content, found.manifest.config, options.platform),
    };
  });
  if (answer instanceof SizesError) throw answer;
  return answer;
}

function entryOf(
  { image, content, found, config }: OpenImage,
  layers: LayerSize[],
  { compressedOnly, withLayers }: MeasureOptions,
): ImageSizeSpec {
  const { digest, manifestDigest } = found;
  return {
    image,
    ...(!content.isSaved && { digest, ...(manifestDigest !== digest && { manifest: manifestDigest }) }),
    compressed: sum(layers.map(({ compressed }) => compressed)),
    ...(!compressedOnly && { uncompressed: sum(layers.map(({ uncompressed }) => uncompressed ?? 0)) }),
    ...(config.user !== '' && { user: config.user }),
    volumes: config.volumes.filter((path) => path.startsWith('/')),
    ...(withLayers && {
      layers: layers.map(({ digest, compressed, uncompressed }) => ({
        digest,
        compressed,
        ...(uncompressed !== undefined && { uncompressed }),
      })),
    }),
  };
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
