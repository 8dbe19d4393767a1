import { PreparationError } from '../../util/errors.ts';
import type { ImageContent } from '../image-source.ts';
import { imageKey } from '../reference.ts';
import { openStored } from './blobs.ts';
import { openDockerArchive } from './docker-archive.ts';
import { openOciLayout } from './oci-layout.ts';

/** An image from a folder or archive. */
export interface LocalImage {
  content: ImageContent;
  reference: string;
}

/**
 * Opens OCI layouts and `docker save` archives, each given as `PATH`, or as `IMAGE=PATH` if the image in it has no full name.
 * Returns a function that looks up an image in them.
 * @throws PreparationError if one cannot be used.
 */
export async function openArchives(
  given: readonly string[],
): Promise<(image: string) => LocalImage | undefined> {
  const found = new Map<string, LocalImage>();
  for (const text of given) {
    const [, name, path = text] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    for (const [key, reference, content] of await imagesIn(path, name)) {
      if (!found.has(key)) found.set(key, { content, reference });
    }
  }
  return (image) => found.get(imageKey(image));
}

async function imagesIn(
  path: string,
  name: string | undefined,
): Promise<[key: string, reference: string, content: ImageContent][]> {
  const files = openStored(path);
  const open = files.has('manifest.json')
    ? openDockerArchive
    : files.has('index.json')
      ? openOciLayout
      : undefined;
  if (!open)
    throw new PreparationError(
      'archive-invalid',
      `--archive: ${path} is neither an OCI layout nor an archive from docker save`,
    );
  const { content, named, nameless } = await open(files);
  if (name !== undefined) {
    const references = [...named.values(), ...nameless];
    if (new Set(references).size !== 1)
      throw new PreparationError(
        'archive-ambiguous',
        `--archive: ${path} contains ${references.length} images, so it cannot be used as ${name}`,
      );
    return [[imageKey(name), references[0]!, content]];
  }
  if (named.size === 0)
    throw new PreparationError(
      'archive-ambiguous',
      `--archive: no image in ${path} has a full name; name it with --archive IMAGE=${path}`,
    );
  return [...named].map(([full, reference]) => [imageKey(full), reference, content]);
}
