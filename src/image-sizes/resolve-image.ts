import { createHash } from 'node:crypto';
import { RequestError } from '../http/request-error.ts';
import { choose, type ImagePlatform, isFor, nameOf } from './image-platform.ts';
import { type Descriptor, type ImageContent, MAX_METADATA } from './image-source.ts';
import { type ImageManifest, readJson, readManifest } from './manifest.ts';

/** The manifest that a reference resolves to. */
export interface FoundImage {
  /** Digest that the reference resolves to: of an index or of the manifest itself. */
  digest: string;
  /** Digest of the manifest for the platform. */
  manifestDigest: string;
  manifest: ImageManifest;
}

/** The relevant parts of an image's configuration (OCI Image Specification, Image configuration). */
export interface ImageConfig {
  user: string;
  volumes: string[];
  /** Digests of the unpacked layers. */
  diffIds: string[];
  /** The platform of the image, if it differs from the wanted one. */
  foreign: string | undefined;
}

/** Maximum nesting depth of indexes. */
const MAX_DEPTH = 3;

/**
 * Resolves a tag or digest to the manifest for a platform. Verifies the digest at every step.
 * @throws RequestError if there is none.
 */
export async function findImage(
  content: ImageContent,
  reference: string,
  platform: ImagePlatform,
): Promise<FoundImage> {
  let first: string | undefined;
  let next = reference;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const bytes = await content.manifest(next);
    const digest = sha256(bytes);
    if (next.startsWith('sha256:') && digest !== next)
      throw new RequestError(
        'image-digest-mismatch',
        `${content.name} sent a manifest with digest ${digest} instead of ${next}; it was rejected`,
      );
    first ??= digest;
    const manifest = readManifest(bytes);
    if (manifest.kind === 'image') return { digest: first, manifestDigest: digest, manifest };
    next = choose(manifest.manifests, platform).digest;
  }
  throw new RequestError(
    'image-manifest-invalid',
    `its indexes are nested more than ${MAX_DEPTH} levels deep`,
  );
}

/** Reads the configuration of an image and verifies its digest. */
export async function readConfig(
  content: ImageContent,
  descriptor: Descriptor,
  platform: ImagePlatform,
): Promise<ImageConfig> {
  const bytes = await readBlob(content, descriptor);
  const { config, rootfs, ...description } = readJson(bytes, 'its configuration');
  const { User: user, Volumes: volumes } = (config ?? {}) as Record<string, unknown>;
  const { diff_ids: diffIds } = (rootfs ?? {}) as Record<string, unknown>;
  const named = description.os !== undefined && description.architecture !== undefined;
  return {
    user: typeof user === 'string' ? user : '',
    volumes: Object.keys((volumes ?? {}) as object).sort(),
    diffIds: Array.isArray(diffIds) ? diffIds.map(String) : [],
    foreign: named && !isFor(description, platform) ? nameOf(description) : undefined,
  };
}

async function readBlob(content: ImageContent, descriptor: Descriptor): Promise<Buffer> {
  const { digest, size } = descriptor;
  if (size > MAX_METADATA)
    throw new RequestError(
      'image-manifest-invalid',
      `its configuration has ${size} bytes, more than the maximum of ${MAX_METADATA >> 20} MiB`,
    );
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of content.blob(descriptor)) {
    length += chunk.length;
    if (length > size) break;
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  if (length !== size || sha256(bytes) !== digest)
    throw new RequestError(
      'image-digest-mismatch',
      `${content.name} sent a configuration that does not match ${digest}; it was rejected`,
    );
  return bytes;
}

function sha256(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
