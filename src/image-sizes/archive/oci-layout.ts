import { RequestError } from '../../http/request-error.ts';
import { type Descriptor, type ImageContent, MAX_METADATA } from '../image-source.ts';
import { readManifest } from '../manifest.ts';
import { type ArchiveBlobs, readStored } from './blobs.ts';
import type { StoredImages } from './stored-images.ts';

/** Annotations that name an image: containerd's is always a full name, that of OCI is often only a tag. */
const NAMES = ['io.containerd.image.name', 'org.opencontainers.image.ref.name'];

/** Opens an OCI image layout (OCI Image Specification, Image layout). */
export async function openOciLayout(files: ArchiveBlobs): Promise<StoredImages> {
  const content = contentOf(files);
  const index = readManifest(await readStored(files, 'index.json', MAX_METADATA));
  const manifests = index.kind === 'index' ? index.manifests : [];
  const named = new Map<string, string>();
  const nameless: string[] = [];
  for (const { digest, annotations } of manifests) {
    const names = NAMES.flatMap((key) => annotations[key] ?? []).filter((name) => /[/:]/.test(name));
    for (const name of names) named.set(name, digest);
    if (names.length === 0) nameless.push(digest);
  }
  return { content, named, nameless };
}

function contentOf(files: ArchiveBlobs): ImageContent {
  const pathOf = (digest: string) => `blobs/${digest.replace(':', '/')}`;
  return {
    name: files.name,
    manifest: (digest) => readStored(files, pathOf(digest), MAX_METADATA),
    blob({ digest }: Pick<Descriptor, 'digest'>) {
      if (!files.has(pathOf(digest)))
        throw new RequestError('image-not-found', `${files.name} does not contain ${digest}`);
      return files.stream(pathOf(digest));
    },
  };
}
