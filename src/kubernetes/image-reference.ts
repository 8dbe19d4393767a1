/** A container image reference in its parts. */
export interface ImageReference {
  /** With registry: `docker.io/library/nginx`. */
  repository: string;
  /** `latest` where neither tag nor digest is written; undefined beside a digest alone. */
  tag: string | undefined;
  /** `sha256:…`. */
  digest: string | undefined;
}

/** The reference of a container's image, which several rules read; undefined where it names none. */
export function imageReferenceOf(container: {
  image: string | undefined;
  imageReference: ImageReference | undefined;
}): ImageReference | undefined {
  if (container.image === undefined || container.image === '') return undefined;
  container.imageReference ??= readImage(container.image);
  return container.imageReference;
}

/** Reads a reference as container runtimes do (distribution/reference): Docker Hub and `latest` are implied. */
export function readImage(text: string): ImageReference {
  const at = text.indexOf('@');
  const digest = at === -1 ? undefined : text.slice(at + 1);
  const named = at === -1 ? text : text.slice(0, at);
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  const name = hasTag ? named.slice(0, colon) : named;
  const tag = hasTag ? named.slice(colon + 1) : digest === undefined ? 'latest' : undefined;
  return { repository: withRegistry(name), tag, digest };
}

const PATH_PART = '[a-z0-9]+(?:(?:[.]|__?|-+)[a-z0-9]+)*';
/** A name with an optional tag (distribution/reference, grammar). Hosts may have capitals, other parts may not. */
const NAME = new RegExp(
  `^(?:(?:localhost|[A-Za-z0-9-]+(?:[.][A-Za-z0-9-]+)+|[A-Za-z0-9.-]+(?=:[0-9]+/)|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?/)?${PATH_PART}(?:/${PATH_PART})*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$`,
);

/** False for text that container runtimes do not accept as an image, whatever its digest: `${IMAGE}`, `ko://example.com/web`. */
export function isImageName(text: string): boolean {
  const at = text.indexOf('@');
  return NAME.test(at === -1 ? text : text.slice(0, at));
}

function withRegistry(name: string): string {
  const slash = name.indexOf('/');
  if (slash === -1) return `docker.io/library/${name}`;
  const first = name.slice(0, slash);
  if (first === 'docker.io' || first === 'index.docker.io') return onDockerHub(name.slice(slash + 1));
  const isRegistry = first.includes('.') || first.includes(':') || first === 'localhost';
  return isRegistry ? name : onDockerHub(name);
}

/** Official images are written without their namespace. */
function onDockerHub(name: string): string {
  return name.includes('/') ? `docker.io/${name}` : `docker.io/library/${name}`;
}

/** The reference in full, equal for all ways of writing it. */
export function formatImage(reference: ImageReference): string {
  const { digest } = reference;
  return formatTag(reference) + (digest === undefined ? '' : `@${digest}`);
}

/** The same without the digest. */
export function formatTag({ repository, tag }: ImageReference): string {
  return tag === undefined ? repository : `${repository}:${tag}`;
}
