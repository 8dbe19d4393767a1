import type { Descriptor } from './content.ts';
import { printable, RequestError } from './errors.ts';

/** Operating system, architecture and, where it matters, variant. */
export interface ImagePlatform {
  os: string;
  architecture: string;
  variant: string | undefined;
}

/** Reads `linux/amd64` or `linux/arm/v7`; undefined for another form. */
export function parsePlatform(text: string): ImagePlatform | undefined {
  const [, os, architecture, variant] = /^([a-z0-9]+)\/([a-z0-9_]+)(?:\/([a-z0-9]+))?$/.exec(text) ?? [];
  return os === undefined || architecture === undefined ? undefined : { os, architecture, variant };
}

/**
 * The entry of an index for a platform; signatures and build records beside the images are passed over.
 * @throws RequestError that says which there are, where it is not among them.
 */
export function choose(manifests: readonly Descriptor[], wanted: ImagePlatform): Descriptor {
  const images = manifests.filter(
    ({ annotations, platform }) =>
      annotations['vnd.docker.reference.type'] !== 'attestation-manifest' && platform?.os !== 'unknown',
  );
  const found =
    images.find(({ platform }) => platform && isFor(platform, wanted)) ??
    // An index of one image need not say for what it is.
    (images.length === 1 && !images[0]!.platform ? images[0] : undefined);
  if (found) return found;
  const there = images.flatMap(({ platform }) => (platform ? nameOf(platform) : []));
  const list = there.length === 0 ? 'none' : printable([...new Set(there)].join(', '));
  throw new RequestError(
    `there is no image for ${nameOf(wanted)}; there are ${list}: choose one with --image-platform`,
  );
}

/** True where a description is that of the platform, or leaves the variant open. */
export function isFor(described: Record<string, unknown>, wanted: ImagePlatform): boolean {
  const { os, architecture, variant } = described;
  const sameVariant = wanted.variant === undefined || !variant || variant === wanted.variant;
  return os === wanted.os && architecture === wanted.architecture && sameVariant;
}

/** `linux/arm/v7`. */
export function nameOf({ os, architecture, variant }: Record<string, unknown> | ImagePlatform): string {
  return [os, architecture, variant].filter((part) => typeof part === 'string' && part !== '').join('/');
}
