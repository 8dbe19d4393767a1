import type { ImageSizeSpec } from '../generated/config-types.ts';
import type { ImageContent } from './content.ts';
import { printable, RequestError, SizesError } from './errors.ts';
import type { ImagePlatform } from './image-platform.ts';
import type { LayerCache } from './layer-cache.ts';
import { LayerCounter, type LayerSize } from './layer-counter.ts';
import { limiter } from './limiter.ts';
import type { Progress } from './progress.ts';
import { type FoundImage, findImage, type ImageConfig, readConfig } from './resolve-image.ts';

export interface MeasureOptions {
  platform: ImagePlatform;
  /** True: layers are not fetched. */
  compressedOnly: boolean;
  /** True: entries list the layers too. */
  withLayers: boolean;
  /** Requests at a time. */
  parallel: number;
  cache: LayerCache | undefined;
  progress: Progress;
  /** Where an image is; throws a SizesError where its reference is none. */
  locate(image: string): { content: ImageContent; reference: string };
  /** What is known of an image: it stays where its digest is the same and nothing is missing. */
  known(image: string): ImageSizeSpec | undefined;
}

export interface Measured {
  entries: ImageSizeSpec[];
  errors: SizesError[];
  /** What users should know all the same. */
  warnings: string[];
}

/** An image whose layers may still have to be counted. */
interface OpenImage {
  image: string;
  content: ImageContent;
  found: FoundImage;
  config: ImageConfig;
}

/** Sizes of images, each layer fetched once however many of them share it. An image that cannot be had does not keep others from it. */
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

  const counter = new LayerCounter({ ...options, limit });
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
          `${printable(image.image)} is an image for ${printable(image.config.foreign)}`,
        );
    }
  });
  await Promise.all(counts);
  return measured;
}

/** The name of the image goes in front of what is wrong with it. */
async function attempt<T>(
  image: string,
  place: string | undefined,
  work: () => Promise<T>,
): Promise<T | SizesError> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SizesError) return error;
    if (error instanceof RequestError) return new SizesError(image, error.message, place);
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
