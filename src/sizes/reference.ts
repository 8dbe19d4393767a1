import { formatImage, readImage } from '../kube/image-reference.ts';
import { SizesError } from './errors.ts';

/** Where an image is to be had. */
export interface RemoteImage {
  /** As the user wrote it. */
  image: string;
  /** Host and port of the registry that is asked. */
  host: string;
  /** Name of the repository there. */
  repository: string;
  /** Tag, or the digest where there is one. */
  reference: string;
  digest: string | undefined;
}

export const DIGEST = /^sha256:[0-9a-f]{64}$/;
// OCI Distribution Specification, Pulling manifests: repository names and tags.
const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const HOST = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$/;

/** Docker Hub answers under another name than images have (Docker documentation, Registry). */
const API_HOSTS: Record<string, string> = { 'docker.io': 'registry-1.docker.io' };

/** A registry that is asked in place of another, with what stands before the repository's name there. */
export interface Mirror {
  host: string;
  prefix: string;
}

/** The same for all ways of writing one image. */
export function imageKey(image: string): string {
  return formatImage(readImage(image));
}

/** Reads a reference strictly: it becomes part of an address. @throws SizesError where it is none. */
export function locateImage(image: string, mirrors: ReadonlyMap<string, Mirror>): RemoteImage {
  const { repository: full, tag, digest } = readImage(image);
  const slash = full.indexOf('/');
  const name = full.slice(0, slash);
  const repository = full.slice(slash + 1);
  const isSound = HOST.test(name) && REPOSITORY.test(repository) && (tag === undefined || TAG.test(tag));
  if (!isSound)
    throw new SizesError(image, 'this is no image reference such as registry.example.com/shop/web:1.2');
  if (digest !== undefined && !DIGEST.test(digest))
    throw new SizesError(image, 'its digest is not sha256: and 64 hexadecimal digits');
  const mirror = mirrors.get(name);
  return {
    image,
    host: mirror?.host ?? API_HOSTS[name] ?? name,
    repository: mirror && mirror.prefix !== '' ? `${mirror.prefix}/${repository}` : repository,
    reference: digest ?? tag!,
    digest,
  };
}

/** Reads `docker.io=mirror.example.com/hub`; undefined where the text has another form. */
export function parseMirror(text: string): [name: string, mirror: Mirror] | undefined {
  const [, name = '', host = '', prefix = ''] = /^([^=/]+)=([^=/]+)(?:\/([^=]*?))?\/?$/.exec(text) ?? [];
  if (!HOST.test(name) || !HOST.test(host) || (prefix !== '' && !REPOSITORY.test(prefix))) return undefined;
  return [name === 'index.docker.io' ? 'docker.io' : name, { host, prefix }];
}

/** True for `registry.example.com:5000`. */
export function isHost(text: string): boolean {
  return HOST.test(text);
}
