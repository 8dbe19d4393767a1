import { PreparationError } from '../errors.ts';
import type { ImageContent } from './content.ts';
import { openDockerArchive } from './docker-archive.ts';
import { openOciLayout } from './oci-layout.ts';
import { imageKey } from './reference.ts';
import { openStored } from './stored-files.ts';

/** Images in a folder or archive, each with the reference that leads to it there. */
export interface StoredImages {
  content: ImageContent;
  /** By the full name of the image. */
  named: ReadonlyMap<string, string>;
  /** Those without a full name. */
  nameless: readonly string[];
}

/** An image that was found without a registry. */
export interface LocalImage {
  content: ImageContent;
  reference: string;
}

/**
 * Opens OCI layouts and `docker save` archives, each given as `PATH` or as `IMAGE=PATH` where what is in there has no full
 * name. The function gives an image of theirs.
 * @throws PreparationError where one cannot be used.
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
      `--archive: ${path} is neither an OCI layout nor an archive that docker save wrote`,
    );
  const { content, named, nameless } = await open(files);
  if (name !== undefined) {
    const references = [...named.values(), ...nameless];
    if (new Set(references).size !== 1)
      throw new PreparationError(
        `--archive: ${path} holds ${references.length} images, so it cannot be ${name} as a whole`,
      );
    return [[imageKey(name), references[0]!, content]];
  }
  if (named.size === 0)
    throw new PreparationError(
      `--archive: no image in ${path} has a full name: say which it is with --archive IMAGE=${path}`,
    );
  return [...named].map(([full, reference]) => [imageKey(full), reference, content]);
}
