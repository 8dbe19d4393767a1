/** What a manifest says of something that it refers to (OCI Image Specification, Content descriptors). */
export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  annotations: Record<string, string>;
  platform: Record<string, unknown> | undefined;
}

/** One repository of a registry, or a folder or archive that holds images. */
export interface ImageContent {
  /** For messages. */
  name: string;
  /**
   * True for what `docker save` writes: layers are mostly not compressed, and the manifest is not the one that a registry has,
   * so that its digest says nothing.
   */
  isSaved?: boolean;
  /** The bytes of a manifest as they came. */
  manifest(reference: string): Promise<Buffer>;
  /** The bytes of a blob, which the reader checks. */
  blob(descriptor: Pick<Descriptor, 'digest' | 'size'>): AsyncIterable<Buffer>;
}

/** No manifest and no image configuration is larger (OCI Distribution Specification, Pushing manifests: at least 4 MiB). */
export const MAX_METADATA = 4 << 20;
