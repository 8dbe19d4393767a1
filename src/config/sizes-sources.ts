import type { Problem } from '../util/errors.ts';
import { isObject, type Json, type JsonObject } from '../util/json.ts';
import { entriesOf, readImageSizes } from './image-sizes.ts';
import { type OwnSources, readSources } from './own-object.ts';

const NO_FILES =
  'a KRM function cannot open files; set images.sizes, or add the ImageSizes object of the file to the items';

/** Appends the sizes of a file and of items to `images.sizes` of `spec`, and removes `images.sizesFrom`. */
export function withSizes(spec: Json, given: OwnSources, place: string): { spec: Json; problems: Problem[] } {
  const { images, ...rest } = isObject(spec) ? spec : {};
  const { sizesFrom, ...others } = isObject(images) ? images : {};
  const noFiles: Problem = { code: 'sizes-file-missing', message: `${place}: ${NO_FILES}` };
  const { contents, problems } = readSources(sizesFrom, given, noFiles, readImageSizes);
  const found = contents.flatMap(entriesOf);
  if (problems.length > 0 || (sizesFrom === undefined && found.length === 0)) return { spec, problems };
  const own = Array.isArray(others.sizes) ? others.sizes : [];
  const sizes = [...own, ...(found as unknown as JsonObject[])];
  return { spec: { ...rest, images: { ...others, sizes } }, problems };
}
