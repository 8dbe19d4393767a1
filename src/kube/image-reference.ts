/** A container image reference in its parts. */
export interface ImageReference {
  /** With registry: `docker.io/library/nginx`. */
  repository: string;
  /** `latest` where neither tag nor digest is written; undefined beside a digest alone. */
  tag: string | undefined;
  /** `sha256:…`. */
  digest: string | undefined;
}

/** Reads a reference as container runtimes do (distribution/reference): Docker Hub and `latest` are implied. */
export function readImage(text: string): ImageReference {
  let known = read.get(text);
  if (!known) {
    known = parse(text);
    if (read.size < MOST_READ) read.set(text, known);
  }
  return known;
}

/** Several rules read every image of every container. */
const read = new Map<string, ImageReference>();
const MOST_READ = 10_000;

function parse(text: string): ImageReference {
  const at = text.indexOf('@');
  const digest = at === -1 ? undefined : text.slice(at + 1);
  const named = at === -1 ? text : text.slice(0, at);
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  const name = hasTag ? named.slice(0, colon) : named;
  const tag = hasTag ? named.slice(colon + 1) : digest === undefined ? 'latest' : undefined;
  return { repository: withRegistry(name), tag, digest };
}

function withRegistry(name: string): string {
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const isRegistry = /[.:]/.test(first) || first === 'localhost';
  const full = isRegistry ? name.replace(/^index\.docker\.io\//, 'docker.io/') : `docker.io/${name}`;
  return full.replace(/^docker\.io\/([^/]+)$/, 'docker.io/library/$1');
}

/** The reference in full, equal for all ways of writing it. */
export function formatImage({ repository, tag, digest }: ImageReference): string {
  return repository + (tag === undefined ? '' : `:${tag}`) + (digest === undefined ? '' : `@${digest}`);
}
