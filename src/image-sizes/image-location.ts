import type { Http } from '../http/http.ts';
import type { Secrets } from '../http/redact.ts';
import type { Sleep } from '../http/retry.ts';
import type { LocalImage } from './archive/index.ts';
import { SizesError } from './errors.ts';
import { locateImage, type Mirror } from './reference.ts';
import { Registry } from './registry/client.ts';
import type { CredentialStore } from './registry/credentials.ts';
import { RegistryContent } from './registry/registry-content.ts';

export interface ElsewhereOptions {
  /** Looks up an image in folders and archives, which have priority over registries. */
  archived(image: string): LocalImage | undefined;
  mirrors: ReadonlyMap<string, Mirror>;
  /** The only registries to contact; undefined: any that an image names. */
  registries: ReadonlySet<string> | undefined;
  plainHttp: ReadonlySet<string>;
  http: Http;
  credentials: CredentialStore;
  secrets: Secrets;
  sleep: Sleep;
}

/** Returns a function that locates an image. It throws a SizesError if its argument is not an image reference. */
export function imagesElsewhere(options: ElsewhereOptions): (image: string) => LocalImage {
  const registries = new Map<string, Registry>();
  const registryAt = (host: string): Registry => {
    let registry = registries.get(host);
    if (!registry) {
      registry = new Registry(host, options);
      registries.set(host, registry);
    }
    return registry;
  };
  return (image) => {
    const archived = options.archived(image);
    if (archived) return archived;
    const { registry, host, repository, reference } = locateImage(image, options.mirrors);
    const named = options.mirrors.has(registry) ? host : registry;
    if (options.registries?.has(named) === false)
      throw new SizesError(
        'registry-not-listed',
        image,
        `--registry does not list ${named}, so it was not contacted; add it, or read the image with --archive`,
      );
    return { content: new RegistryContent(host, repository, registryAt(host), options), reference };
  };
}
