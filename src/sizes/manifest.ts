import type { Descriptor } from './content.ts';
import { printable, RequestError } from './errors.ts';
import { DIGEST } from './reference.ts';

/** One image for one platform. */
export interface ImageManifest {
  kind: 'image';
  config: Descriptor;
  layers: Descriptor[];
}

/** Images for several platforms. */
export interface ImageIndex {
  kind: 'index';
  manifests: Descriptor[];
}

/** Types of an image's configuration; other artifacts have others (OCI Image Specification; Docker Image Specification v1). */
const CONFIG_TYPES = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
];

/** More layers than any runtime can stack, more platforms than there are. */
const MAX_ENTRIES = 1000;

/**
 * Reads a manifest or an index of either format (OCI Image Specification; Docker Image Manifest v2, schema 2).
 * @throws RequestError for what is none.
 */
export function readManifest(bytes: Buffer): ImageManifest | ImageIndex {
  const content = readJson(bytes, 'its manifest');
  const { schemaVersion, config, layers, manifests } = content;
  if (schemaVersion === 1)
    throw new RequestError(
      'its manifest has the old format schema 1, which tells no sizes: push the image anew',
    );
  // What two readers could understand differently is not what anybody meant.
  if (schemaVersion !== 2 || (manifests === undefined) === (layers === undefined))
    throw new RequestError('its manifest is neither an image nor an index of images');
  if (manifests !== undefined) return { kind: 'index', manifests: descriptorsOf(manifests) };
  const [described] = descriptorsOf([config]);
  if (!CONFIG_TYPES.includes(described!.mediaType))
    throw new RequestError(`it is no container image but an artifact (${printable(described!.mediaType)})`);
  return { kind: 'image', config: described!, layers: descriptorsOf(layers) };
}

export function readJson(bytes: Buffer, what: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new RequestError(`${what} is no JSON`);
  }
  if (typeof content !== 'object' || content === null) throw new RequestError(`${what} is no object`);
  return content as Record<string, unknown>;
}

function descriptorsOf(list: unknown): Descriptor[] {
  if (!Array.isArray(list) || list.length > MAX_ENTRIES)
    throw new RequestError('its manifest has no list of content');
  return list.map((entry: unknown) => {
    const { mediaType, digest, size, annotations, platform } = (entry ?? {}) as Record<string, unknown>;
    const isSound =
      typeof mediaType === 'string' &&
      typeof digest === 'string' &&
      DIGEST.test(digest) &&
      Number.isSafeInteger(size) &&
      (size as number) >= 0;
    if (!isSound)
      throw new RequestError('its manifest refers to content without type, sha256 digest and size');
    return {
      mediaType,
      digest,
      size: size as number,
      annotations: (annotations ?? {}) as Record<string, string>,
      platform: platform as Record<string, unknown> | undefined,
    };
  });
}
