import { formatImage, readImage } from '../kubernetes/image-reference.ts';
import { SizesError } from './errors.ts';

/** The location of an image in a registry. */
export interface RemoteImage {
  /** As the user wrote it. */
  image: string;
  /** The registry that the image names. */
  registry: string;
  /** Host and port of the registry to contact. */
  host: string;
  /** Name of the repository in the registry. */
  repository: string;
  /** The digest if there is one; otherwise the tag. */
  reference: string;
  digest: string | undefined;
}

export const DIGEST = /^sha256:[0-9a-f]{64}$/;
// OCI Distribution Specification, Pulling manifests: repository names and tags.
const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$/;

/** The API host of Docker Hub differs from the host in image names (Docker documentation, Registry). */
const API_HOSTS: Record<string, string> = { 'docker.io': 'registry-1.docker.io' };

/** A registry that replaces another one, and the prefix of repository names in it. */
export interface Mirror {
  host: string;
  prefix: string;
}

/** Returns the same key for all spellings of an image. */
export function imageKey(image: string): string {
  return formatImage(readImage(image));
}

/** Parses a reference strictly, because it becomes part of a URL. @throws SizesError if it is invalid. */
export function locateImage(image: string, mirrors: ReadonlyMap<string, Mirror>): RemoteImage {
  const { repository: full, tag, digest } = readImage(image);
  const slash = full.indexOf('/');
  const name = full.slice(0, slash);
  const repository = full.slice(slash + 1);
  const isSound = HOST.test(name) && REPOSITORY.test(repository) && (tag === undefined || TAG.test(tag));
  if (!isSound)
    throw new SizesError(
      'image-reference-invalid',
      image,
      'invalid image reference; expected a form such as registry.example.com/shop/web:1.2',
    );
  if (digest !== undefined && !DIGEST.test(digest))
    throw new SizesError(
      'image-reference-invalid',
      image,
      'invalid digest; expected sha256: and 64 hexadecimal digits',
    );
  const mirror = mirrors.get(name);
  return {
    image,
    registry: name,
    host: mirror?.host ?? API_HOSTS[name] ?? name,
    repository: mirror && mirror.prefix !== '' ? `${mirror.prefix}/${repository}` : repository,
    reference: digest ?? tag!,
    digest,
  };
}

/** Parses `docker.io=mirror.example.com/hub`. Returns undefined for other forms. */
export function parseMirror(text: string): [name: string, mirror: Mirror] | undefined {
  const [, name = '', host = '', prefix = ''] = /^([^=/]+)=([^=/]+)(?:\/([^=]*?))?\/?$/.exec(text) ?? [];
  if (!HOST.test(name) || !HOST.test(host) || (prefix !== '' && !REPOSITORY.test(prefix))) return undefined;
  return [registryName(name), { host, prefix }];
}

/** Docker Hub has two names. */
export function registryName(host: string): string {
  return host === 'index.docker.io' ? 'docker.io' : host;
}

/** True for `registry.example.com:5000`. */
export function isHost(text: string): boolean {
  return HOST.test(text);
}
