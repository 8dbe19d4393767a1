import { escapeServerText, RequestError } from '../http/request-error.ts';
import type { Descriptor } from './image-source.ts';
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

/** Media types of an image configuration. Artifacts other than images use other types (OCI Image Specification; Docker Image Specification v1). */
const CONFIG_TYPES = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
];

/** Exceeds the number of layers that a runtime can stack, and the number of platforms. */
const MAX_ENTRIES = 1000;

/**
 * Parses a manifest or an index of either format (OCI Image Specification; Docker Image Manifest v2, schema 2).
 * @throws RequestError if the content is neither.
 */
export function readManifest(bytes: Buffer): ImageManifest | ImageIndex {
  const content = readJson(bytes, 'its manifest');
  const { schemaVersion, config, layers, manifests } = content;
  if (schemaVersion === 1)
    throw new RequestError(
      'image-manifest-invalid',
      'its manifest has the old format schema 1, which contains no sizes; push the image again',
    );
  // Rejects manifests that two parsers could read differently.
  if (schemaVersion !== 2 || (manifests === undefined) === (layers === undefined))
    throw new RequestError(
      'image-manifest-invalid',
      'its manifest is neither an image nor an index of images',
    );
  if (manifests !== undefined) return { kind: 'index', manifests: descriptorsOf(manifests) };
  const [described] = descriptorsOf([config]);
  if (!CONFIG_TYPES.includes(described!.mediaType))
    throw new RequestError(
      'image-manifest-invalid',
      `it is not a container image but an artifact (${escapeServerText(described!.mediaType)})`,
    );
  return { kind: 'image', config: described!, layers: descriptorsOf(layers) };
}

export function readJson(bytes: Buffer, what: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new RequestError('image-manifest-invalid', `${what} is not valid JSON`);
  }
  if (typeof content !== 'object' || content === null)
    throw new RequestError('image-manifest-invalid', `${what} is not an object`);
  return content as Record<string, unknown>;
}

function descriptorsOf(list: unknown): Descriptor[] {
  if (!Array.isArray(list) || list.length > MAX_ENTRIES)
    throw new RequestError('image-manifest-invalid', 'its manifest has no valid list of content');
  return list.map((entry: unknown) => {
    const { mediaType, digest, size, annotations, platform } = (entry ?? {}) as Record<string, unknown>;
    const isSound =
      typeof mediaType === 'string' &&
      typeof digest === 'string' &&
      DIGEST.test(digest) &&
      Number.isSafeInteger(size) &&
      (size as number) >= 0;
    if (!isSound)
      throw new RequestError(
        'image-manifest-invalid',
        'its manifest refers to content without a type, a sha256 digest or a size',
      );
    return {
      mediaType,
      digest,
      size: size as number,
      annotations: (annotations ?? {}) as Record<string, string>,
      platform: platform as Record<string, unknown> | undefined,
    };
  });
}
