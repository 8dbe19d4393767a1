import { createHash } from 'node:crypto';
import { PreparationError } from '../errors.ts';
import type { StoredImages } from './archives.ts';
import { type Descriptor, MAX_METADATA } from './content.ts';
import { RequestError } from './errors.ts';
import { readJson } from './manifest.ts';
import { readStored, type StoredFiles } from './stored-files.ts';

/** An entry of `manifest.json` (Docker Image Specification v1.2, Combined image JSON and filesystem changeset format). */
interface SavedImage {
  config: string;
  tags: string[];
  layers: string[];
}

/** Opens an archive that `docker save` wrote; its images get manifests such as a registry would have. */
export async function openDockerArchive(files: StoredFiles): Promise<StoredImages> {
  const paths = new Map<string, string>();
  const manifests = new Map<string, Buffer>();
  const named = new Map<string, string>();
  const nameless: string[] = [];
  for (const [index, image] of (await readList(files)).entries()) {
    const reference = String(index);
    manifests.set(reference, await manifestOf(image, files, paths));
    for (const tag of image.tags) named.set(tag, reference);
    if (image.tags.length === 0) nameless.push(reference);
  }
  const content = {
    name: files.name,
    isSaved: true,
    manifest: async (reference: string) => manifests.get(reference)!,
    blob({ digest }: Pick<Descriptor, 'digest'>) {
      const path = paths.get(digest);
      if (path === undefined || !files.has(path))
        throw new RequestError(`${files.name} does not have ${digest}`);
      return files.stream(path);
    },
  };
  return { content, named, nameless };
}

async function manifestOf(
  { config, layers }: SavedImage,
  files: StoredFiles,
  paths: Map<string, string>,
): Promise<Buffer> {
  const bytes = await readStored(files, config, MAX_METADATA);
  const configDigest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  paths.set(configDigest, config);
  const { rootfs } = readJson(bytes, config) as { rootfs?: { diff_ids?: string[] } };
  const descriptors = layers.map((path, index) => {
    // New archives name files by their digest; in old ones layers are not compressed, so the image's configuration tells it.
    const [, name] = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(path) ?? [];
    const digest = name === undefined ? (rootfs?.diff_ids?.[index] ?? '') : `sha256:${name}`;
    paths.set(digest, path);
    return { mediaType: 'application/vnd.docker.image.rootfs.diff.tar', digest, size: files.sizeOf(path) };
  });
  const mediaType = 'application/vnd.docker.container.image.v1+json';
  const manifest = {
    schemaVersion: 2,
    config: { mediaType, digest: configDigest, size: bytes.length },
    layers: descriptors,
  };
  return Buffer.from(JSON.stringify(manifest));
}

async function readList(files: StoredFiles): Promise<SavedImage[]> {
  const text = (await readStored(files, 'manifest.json', MAX_METADATA)).toString('utf8');
  const broken = new PreparationError(
    `--archive: manifest.json in ${files.name} is not what docker save writes`,
  );
  try {
    return (JSON.parse(text) as Record<string, unknown>[]).map(({ Config, RepoTags, Layers }) => {
      const image = {
        config: String(Config),
        tags: (RepoTags ?? []) as string[],
        layers: Layers as string[],
      };
      if (![image.config, ...image.layers].every(isInside)) throw broken;
      return image;
    });
  } catch {
    throw broken;
  }
}

/** True for a path that does not lead out of the folder. */
function isInside(path: string): boolean {
  return typeof path === 'string' && /^[\w.-]+(?:\/[\w.-]+)*$/.test(path) && !path.split('/').includes('..');
}
