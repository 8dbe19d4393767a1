import type { ImageSizeSpec } from '../generated/config-types.ts';
import { schemaText, validate } from '../generated/validate-sizes.js';
import { isObject, type Json } from '../json.ts';
import { groupOf } from '../kube/workload-kinds.ts';
import { formatPath, type Path } from '../yaml/read.ts';
import { API_VERSION, GROUP } from './document.ts';
import { schemaProblems } from './schema-problems.ts';

export const IMAGE_SIZES_KIND = 'ImageSizes';

/** What a file of sizes holds (`prepare-contrast sizes` writes it). */
export interface ImageSizes {
  /** As `linux/amd64`; undefined where the file does not say. */
  platform: string | undefined;
  /** True where image-digest is to write the digests. */
  pin: boolean;
  images: ImageSizeSpec[];
}

/** True for an object of sizes, whatever its version. */
export function isImageSizes({ apiVersion, kind }: { apiVersion: string; kind: string }): boolean {
  return kind === IMAGE_SIZES_KIND && groupOf(apiVersion) === GROUP;
}

/** Checks an object of sizes; `source` names it in problems. */
export function readImageSizes(
  document: Json,
  source: string,
): { sizes: ImageSizes } | { problems: string[] } {
  const problem = (text: string) => ({ problems: [`${source}: ${text}`] });
  if (!isObject(document)) return problem(`no ${IMAGE_SIZES_KIND} of ${API_VERSION}`);
  if (document.apiVersion !== API_VERSION || document.kind !== IMAGE_SIZES_KIND) {
    const found = `${document.apiVersion ?? 'no apiVersion'} ${document.kind ?? 'without kind'}`;
    return problem(`not sizes of images but ${found}; allowed: ${API_VERSION} ${IMAGE_SIZES_KIND}`);
  }
  const placeOf = (path: Path) => `${source}: ${formatPath(path)}`;
  const problems = schemaProblems(document, placeOf, { validate, schemaText });
  if (problems.length > 0) return { problems };
  const { platform, pin = false, images } = document.spec as unknown as Partial<ImageSizes>;
  return { sizes: { platform, pin, images: images ?? [] } };
}

/** An entry of `images.sizes`, and what the file that it is from, if any, says of all of its digests. */
export type SizeEntry = ImageSizeSpec & { filePin?: boolean };

/** The entries as `images.sizes` of a configuration has them. */
export function entriesOf({ pin, images }: ImageSizes): SizeEntry[] {
  return images.map((entry) => ({ ...entry, filePin: pin }));
}
