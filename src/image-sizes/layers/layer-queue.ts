import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Limiter } from '../../http/limiter.ts';
import { RequestError } from '../../http/request-error.ts';
import type { Descriptor, ImageContent } from '../image-source.ts';
import type { MeasureProgress } from '../progress.ts';
import type { FoundImage, ImageConfig } from '../resolve-image.ts';
import type { LayerCache } from './layer-cache.ts';
import { countLayer } from './measure-layer.ts';

export interface LayerSize {
  digest: string;
  compressed: number;
  /** Undefined if it was not requested. */
  uncompressed: number | undefined;
}

interface ImageLayers {
  content: ImageContent;
  found: FoundImage;
  config: ImageConfig;
}

interface CounterOptions {
  compressedOnly: boolean;
  limit: Limiter;
  cache: LayerCache | undefined;
  progress: MeasureProgress;
}

/** Measures layers, each once per run, or once ever with a cache. */
export class LayerQueue {
  readonly #options: CounterOptions;
  readonly #counted = new Map<string, Promise<LayerSize>>();
  readonly #expected = new Set<string>();

  constructor(options: CounterOptions) {
    this.#options = options;
  }

  /** Adds the bytes that must be downloaded for an image to the progress. */
  expect({ content, found, config }: ImageLayers): void {
    for (const [index, layer] of found.manifest.layers.entries()) {
      const key = keyOf(layer, config.diffIds[index]);
      if (this.#expected.has(key) || !this.#isToFetch(content, layer, config.diffIds[index])) continue;
      this.#expected.add(key);
      this.#options.progress.expect(layer.size);
    }
  }

  /** Returns the sizes of the layers of an image, lowest first. @throws RequestError if one cannot be read. */
  async sizesOf({ content, found, config }: ImageLayers): Promise<LayerSize[]> {
    const { layers } = found.manifest;
    const { diffIds } = config;
    if (!this.#options.compressedOnly && diffIds.length !== layers.length)
      throw new RequestError(
        'image-manifest-invalid',
        `its configuration lists ${diffIds.length} layers, its manifest ${layers.length}`,
      );
    // Waits for all of them, so that nothing keeps running if one fails.
    const sizes = layers.map((layer, index) => this.#sizeOf(content, layer, diffIds[index]));
    await Promise.allSettled(sizes);
    return Promise.all(sizes);
  }

  #sizeOf(content: ImageContent, layer: Descriptor, diffId: string | undefined): Promise<LayerSize> {
    const key = keyOf(layer, diffId);
    let counted = this.#counted.get(key);
    if (!counted) {
      counted = this.#options.limit(() => this.#count(content, layer, diffId));
      this.#counted.set(key, counted);
    }
    return counted;
  }

  #isToFetch(content: ImageContent, { digest, size }: Descriptor, diffId: string | undefined): boolean {
    if (content.isSaved) return true;
    return !this.#options.compressedOnly && this.#options.cache?.get(digest, size, diffId) === undefined;
  }

  async #count(content: ImageContent, layer: Descriptor, diffId: string | undefined): Promise<LayerSize> {
    const { digest, size } = layer;
    const { cache, progress, compressedOnly } = this.#options;
    if (!this.#isToFetch(content, layer, diffId)) {
      const uncompressed = compressedOnly ? undefined : cache?.get(digest, size, diffId);
      return { digest, compressed: size, uncompressed };
    }
    const uncompressed = await countLayer(content, layer, diffId, (count) => progress.received(count));
    if (!content.isSaved) cache?.put(digest, size, diffId, uncompressed);
    const isPacked = !content.isSaved || uncompressed !== size;
    const compressed = isPacked ? size : await packedSize(content.blob(layer));
    return { digest, compressed, uncompressed: compressedOnly ? undefined : uncompressed };
  }
}

function keyOf({ digest, size }: Descriptor, diffId: string | undefined): string {
  return `${digest} ${size} ${diffId ?? ''}`;
}

/** Returns the gzip size of a layer at the level of `docker push`, which is approximately the size in a registry. */
async function packedSize(layer: AsyncIterable<Buffer>): Promise<number> {
  let size = 0;
  await pipeline(layer, createGzip(), async (packed: AsyncIterable<Buffer>) => {
    for await (const chunk of packed) size += chunk.length;
  });
  return size;
}
