import { createHash } from 'node:crypto';
import { RequestError } from '../../http/request-error.ts';
import { PreparationError } from '../../util/errors.ts';
import { type Descriptor, MAX_METADATA } from '../image-source.ts';
import { readJson } from '../manifest.ts';
import { type ArchiveBlobs, readStored } from './blobs.ts';
import type { StoredImages } from './stored-images.ts';

/** An entry of `manifest.json` (Docker Image Specification v1.2, Combined image JSON and filesystem changeset format). */
interface SavedImage {
  config: string;
  tags: string[];
  layers: string[];
}

/** Opens an archive from `docker save` and creates manifests for its images like those of a registry. */
export async function openDockerArchive(files: ArchiveBlobs): Promise<StoredImages> {
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
        throw new RequestError('image-not-found', `${files.name} does not contain ${digest}`);
      return files.stream(path);
    },
  };
  return { content, named, nameless };
}

async function manifestOf(
  { config, layers }: SavedImage,
  files: ArchiveBlobs,
  paths: Map<string, string>,
): Promise<Buffer> {
  const bytes = await readStored(files, config, MAX_METADATA);
  const configDigest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  paths.set(configDigest, config);
  const { rootfs } = readJson(bytes, config) as { rootfs?: { diff_ids?: string[] } };
  const descriptors = layers.map((path, index) => {
    // Newer archives name files by digest. Layers of older archives are not compressed, so the digest is in the image's configuration.
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

async function readList(files: ArchiveBlobs): Promise<SavedImage[]> {
  const text = (await readStored(files, 'manifest.json', MAX_METADATA)).toString('utf8');
  const broken = new PreparationError(
    'archive-invalid',
    `--archive: manifest.json in ${files.name} was not written by docker save`,
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

/** True if the path stays inside the folder. */
function isInside(path: string): boolean {
  return typeof path === 'string' && /^[\w.-]+(?:\/[\w.-]+)*$/.test(path) && !path.split('/').includes('..');
}
