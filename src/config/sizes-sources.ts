import { isObject, type Json, type JsonObject } from '../json.ts';
import { entriesOf, readImageSizes, type SizeEntry } from './image-sizes.ts';

/** An object of sizes, and how to name it in problems. */
export interface SizesObject {
  source: string;
  document: Json;
}

/**
 * Reads the file that `images.sizesFrom` names. A relative path starts at the configuration file, or at the working directory
 * where a flag or the environment gave it.
 */
export type ReadSizesFile = (file: string, givenBy: 'document' | 'flag') => SizesObject;

const NO_FILES =
  'a KRM function opens no files: write the sizes to images.sizes, or add the object of the file (kind ImageSizes) to the items';

/** Puts the sizes of a file and of items behind those that `spec` has, in place of `images.sizesFrom`. */
export function withSizes(
  spec: Json,
  given: { readFile: ReadSizesFile | undefined; givenBy: 'document' | 'flag'; items: readonly SizesObject[] },
  place: string,
): { spec: Json; problems: string[] } {
  const { images, ...rest } = isObject(spec) ? spec : {};
  const { sizesFrom, ...others } = isObject(images) ? images : {};
  const problems: string[] = [];
  const found: SizeEntry[] = [];
  const read = ({ source, document }: SizesObject) => {
    const answer = readImageSizes(document, source);
    if ('problems' in answer) problems.push(...answer.problems);
    else for (const entry of entriesOf(answer.sizes)) found.push(entry);
  };

  if (typeof sizesFrom === 'string' && /\S/.test(sizesFrom)) {
    if (given.readFile) read(given.readFile(sizesFrom, given.givenBy));
    else problems.push(`${place}: ${NO_FILES}`);
  }
  given.items.forEach(read);
  if (problems.length > 0 || (sizesFrom === undefined && found.length === 0)) return { spec, problems };
  const own = Array.isArray(others.sizes) ? others.sizes : [];
  const sizes = [...own, ...(found as unknown as JsonObject[])];
  return { spec: { ...rest, images: { ...others, sizes } }, problems };
}
