import type { Http } from '../../http/http.ts';
import { RequestError } from '../../http/request-error.ts';
import { retryDelay, type Sleep, withRetries } from '../../http/retry.ts';
import { type Descriptor, type ImageContent, MAX_METADATA } from '../image-source.ts';
import type { Registry } from './client.ts';

const ACCEPTED = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** One repository of a registry. */
export class RegistryContent implements ImageContent {
  readonly name: string;
  readonly #repository: string;
  readonly #registry: Registry;
  readonly #http: Http;
  readonly #sleep: Sleep;

  constructor(
    host: string,
    repository: string,
    registry: Registry,
    { http, sleep }: { http: Http; sleep: Sleep },
  ) {
    this.name = host;
    this.#repository = repository;
    this.#registry = registry;
    this.#http = http;
    this.#sleep = sleep;
  }

  manifest(reference: string): Promise<Buffer> {
    return withRetries(async () => {
      const headers = { accept: ACCEPTED };
      const response = await this.#registry.get(this.#repository, `manifests/${reference}`, headers);
      return this.#http.read(response, MAX_METADATA);
    }, this.#sleep);
  }

  /** Resumes after the connection was closed. */
  async *blob({ digest, size }: Pick<Descriptor, 'digest' | 'size'>): AsyncGenerator<Buffer> {
    let position = 0;
    for (let attempt = 1; ; attempt++) {
      try {
        const range: Record<string, string> = position === 0 ? {} : { range: `bytes=${position}-` };
        const response = await this.#registry.get(this.#repository, `blobs/${digest}`, range);
        let known = response.status === 206 ? 0 : position;
        if (response.status === 206 && !startsAt(response.headers['content-range'], position)) {
          response.body.destroy();
          throw new RequestError(
            'server-response',
            `${this.name} sent a different range of ${digest} than requested`,
          );
        }
        for await (const chunk of this.#http.stream(response)) {
          const fresh = chunk.subarray(Math.min(known, chunk.length));
          known -= chunk.length - fresh.length;
          position += fresh.length;
          if (fresh.length > 0) yield fresh;
        }
        return;
      } catch (error) {
        if (position === size) return;
        await retryDelay(error, attempt, this.#sleep);
      }
    }
  }
}

function startsAt(header: string | undefined, position: number): boolean {
  return header?.startsWith(`bytes ${position}-`) ?? false;
}
