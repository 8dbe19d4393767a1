/** A reference from a manifest to content (OCI Image Specification, Content descriptors). */
export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  annotations: Record<string, string>;
  platform: Record<string, unknown> | undefined;
}

/** One repository of a registry, or a folder or archive with images. */
export interface ImageContent {
  /** For messages. */
  name: string;
  /**
   * True for archives from `docker save`: their layers are usually not compressed, and their manifest differs from the one in a
   * registry, so its digest is meaningless.
   */
  isSaved?: boolean;
  /** The unchanged bytes of a manifest. */
  manifest(reference: string): Promise<Buffer>;
  /** The bytes of a blob. The caller verifies them. */
  blob(descriptor: Pick<Descriptor, 'digest' | 'size'>): AsyncIterable<Buffer>;
}

/** Maximum size of a manifest or image configuration, in bytes (OCI Distribution Specification, Pushing manifests: at least 4 MiB). */
export const MAX_METADATA = 4 << 20;
