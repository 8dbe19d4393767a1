import type { ImageContent } from '../image-source.ts';

/** The images of a folder or archive, by their reference in `content`. */
export interface StoredImages {
  content: ImageContent;
  /** By the full name of the image. */
  named: ReadonlyMap<string, string>;
  /** Images without a full name. */
  nameless: readonly string[];
}
