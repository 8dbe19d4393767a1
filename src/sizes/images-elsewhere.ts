import type { LocalImage } from './archives.ts';
import type { CredentialStore } from './credentials.ts';
import type { Http } from './http.ts';
import type { Sleep } from './patience.ts';
import { locateImage, type Mirror } from './reference.ts';
import { Registry } from './registry.ts';
import { RegistryContent } from './registry-content.ts';
import type { Secrets } from './secrets.ts';

export interface ElsewhereOptions {
  /** Images in folders and archives, which come before registries. */
  archived(image: string): LocalImage | undefined;
  mirrors: ReadonlyMap<string, Mirror>;
  plainHttp: ReadonlySet<string>;
  http: Http;
  credentials: CredentialStore;
  secrets: Secrets;
  sleep: Sleep;
}

/** Tells where an image is to be had. The function throws a SizesError for what is no reference. */
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
    const { host, repository, reference } = locateImage(image, options.mirrors);
    return { content: new RegistryContent(host, repository, registryAt(host), options), reference };
  };
}
