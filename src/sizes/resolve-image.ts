import { createHash } from 'node:crypto';
import { type Descriptor, type ImageContent, MAX_METADATA } from './content.ts';
import { RequestError } from './errors.ts';
import { choose, type ImagePlatform, isFor, nameOf } from './image-platform.ts';
import { type ImageManifest, readJson, readManifest } from './manifest.ts';

/** The manifest that a reference leads to. */
export interface FoundImage {
  /** Digest that the reference stands for: of an index or of the manifest itself. */
  digest: string;
  /** Digest of the manifest of the platform. */
  manifestDigest: string;
  manifest: ImageManifest;
}

/** An image's configuration, as far as it counts here (OCI Image Specification, Image configuration). */
export interface ImageConfig {
  user: string;
  volumes: string[];
  /** Digests of the unpacked layers. */
  diffIds: string[];
  /** The platform where it is another than the wanted one. */
  foreign: string | undefined;
}

/** An index may hold indexes; nothing sensible is deeper. */
const MAX_DEPTH = 3;

/**
 * Follows a tag or digest to the manifest for a platform; every step is checked by its digest.
 * @throws RequestError where there is none.
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
    const digest = digestOf(bytes);
    if (next.startsWith('sha256:') && digest !== next)
      throw new RequestError(
        `${content.name} sends a manifest that is not ${next} but ${digest}: it is not used`,
      );
    first ??= digest;
    const manifest = readManifest(bytes);
    if (manifest.kind === 'image') return { digest: first, manifestDigest: digest, manifest };
    next = choose(manifest.manifests, platform).digest;
  }
  throw new RequestError(`its index leads to other indexes more than ${MAX_DEPTH} deep`);
}

/** Reads the configuration of an image, checked by its digest. */
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
      `its configuration has ${size} bytes, more than the ${MAX_METADATA >> 20} MiB that are taken here`,
    );
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of content.blob(descriptor)) {
    length += chunk.length;
    if (length > size) break;
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  if (length !== size || digestOf(bytes) !== digest)
    throw new RequestError(
      `${content.name} sends bytes for its configuration that are not ${digest}: they are not used`,
    );
  return bytes;
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
