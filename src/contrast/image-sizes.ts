import { formatTag, type ImageReference, readImage } from '../kubernetes/image-reference.ts';
import type { ImageSize } from './settings.ts';

/** Size hints by what they can be found by. */
interface Index {
  /** Reference in full, and without its digest. */
  byName: Map<string, ImageSize[]>;
  byDigest: Map<string, ImageSize>;
}

const indexes = new WeakMap<readonly ImageSize[], Index>();

/**
 * The size hint for an image, whichever way its reference is written: the same digest, else the same name and tag unless
 * both name a digest and differ in it. Of several the first.
 */
export function sizeOf(sizes: readonly ImageSize[], reference: ImageReference): ImageSize | undefined {
  if (sizes.length === 0) return undefined;
  let index = indexes.get(sizes);
  if (!index) {
    index = indexOf(sizes);
    indexes.set(sizes, index);
  }
  const { digest, tag } = reference;
  const pinned = digest === undefined ? undefined : index.byDigest.get(digest);
  if (pinned) return pinned;
  if (tag === undefined) return undefined;
  const candidates = index.byName.get(formatTag(reference)) ?? [];
  return candidates.find((size) => digest === undefined || digestOf(size) === undefined);
}

function indexOf(sizes: readonly ImageSize[]): Index {
  const index: Index = { byName: new Map(), byDigest: new Map() };
  for (const size of sizes) {
    const name = formatTag(readImage(size.image));
    const known = index.byName.get(name);
    if (known) known.push(size);
    else index.byName.set(name, [size]);
    const digest = digestOf(size);
    if (digest !== undefined && !index.byDigest.has(digest)) index.byDigest.set(digest, size);
  }
  return index;
}

function digestOf(size: ImageSize): string | undefined {
  return size.digest ?? readImage(size.image).digest;
}
