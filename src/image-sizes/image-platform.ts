import { escapeServerText, RequestError } from '../http/request-error.ts';
import type { Descriptor } from './image-source.ts';

/** Operating system, architecture and, where it matters, variant. */
export interface ImagePlatform {
  os: string;
  architecture: string;
  variant: string | undefined;
}

/** Parses `linux/amd64` or `linux/arm/v7`. Returns undefined for other forms. */
export function parsePlatform(text: string): ImagePlatform | undefined {
  const [, os, architecture, variant] = /^([a-z0-9]+)\/([a-z0-9_]+)(?:\/([a-z0-9]+))?$/.exec(text) ?? [];
  return os === undefined || architecture === undefined ? undefined : { os, architecture, variant };
}

/**
 * Returns the entry of an index for a platform. Ignores signatures and build records.
 * @throws RequestError that lists the available platforms, if there is no such entry.
 */
export function choose(manifests: readonly Descriptor[], wanted: ImagePlatform): Descriptor {
  const images = manifests.filter(
    ({ annotations, platform }) =>
      annotations['vnd.docker.reference.type'] !== 'attestation-manifest' && platform?.os !== 'unknown',
  );
  const found =
    images.find(({ platform }) => platform && isFor(platform, wanted)) ??
    // An index with a single image may omit the platform.
    (images.length === 1 && !images[0]!.platform ? images[0] : undefined);
  if (found) return found;
  const there = images.flatMap(({ platform }) => (platform ? nameOf(platform) : []));
  const list = there.length === 0 ? 'none' : escapeServerText([...new Set(there)].join(', '));
  throw new RequestError(
    'image-platform-missing',
    `no image for ${nameOf(wanted)}, available: ${list}; choose one with --image-platform`,
  );
}

/** True if the description matches the platform. A missing variant matches every variant. */
export function isFor(described: Record<string, unknown>, wanted: ImagePlatform): boolean {
  const { os, architecture, variant } = described;
  const sameVariant = wanted.variant === undefined || !variant || variant === wanted.variant;
  return os === wanted.os && architecture === wanted.architecture && sameVariant;
}

/** `linux/arm/v7`. */
export function nameOf({ os, architecture, variant }: Record<string, unknown> | ImagePlatform): string {
  return [os, architecture, variant].filter((part) => typeof part === 'string' && part !== '').join('/');
}
