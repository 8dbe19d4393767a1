import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { asRequestError } from './connection-errors.ts';
import { asProxyError, type Proxies } from './proxy.ts';
import { RequestError } from './request-error.ts';

export interface Request {
  headers?: Record<string, string>;
  /** A form to POST; a request without one is a GET. */
  form?: URLSearchParams;
}

export interface Response {
  status: number;
  headers: IncomingHttpHeaders;
  body: IncomingMessage;
  /** Host that sent the response, after redirects. */
  host: string;
}

export interface HttpOptions {
  /** Certificate authorities in PEM format; undefined: those of Node. */
  certificates: string[] | undefined;
  proxies: Proxies;
  /** Maximum time in ms until a response starts, and between chunks of a body. */
  timeout: number;
}

const MAX_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

/** Minimum number of bytes of a body within the timeout; slower transfers are aborted. */
const LEAST_BYTES = 64 * 1024;

/**
 * HTTP client for registries and monitoring servers. Redirects never send credentials to another host and never lead from https to http; bodies are
 * not decoded; everything has a timeout.
 */
export class Http {
  readonly #timeout: number;
  readonly #proxies: Proxies;
  readonly #plain = new http.Agent({ keepAlive: true });
  readonly #secure: https.Agent;

  constructor({ certificates, proxies, timeout }: HttpOptions) {
    this.#proxies = proxies;
    this.#timeout = timeout;
    this.#secure = new https.Agent({ keepAlive: true, ...(certificates && { ca: certificates }) });
  }

  /** @throws RequestError if there is no response. */
  async request(address: URL, request: Request = {}): Promise<Response> {
    let url = address;
    let headers = request.headers ?? {};
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const response = await this.#once(url, headers, request.form);
      const { location } = response.headers;
      if (request.form || location === undefined || !REDIRECTS.includes(response.status)) return response;
      response.body.destroy();
      const target = URL.canParse(location, url) ? new URL(location, url) : undefined;
      if (!target || !/^https?:$/.test(target.protocol))
        throw new RequestError('server-response', `${url.host} redirects to an address that is not http`);
      if (url.protocol === 'https:' && target.protocol === 'http:')
        throw new RequestError(
          'server-response',
          `${url.host} redirects from https to http (${target.host}), which is not followed`,
        );
      if (target.origin !== url.origin) {
        const { authorization: _, ...others } = headers;
        headers = others;
      }
      target.username = '';
      target.password = '';
      url = target;
    }
    throw new RequestError('server-response', `${address.host} redirects more than ${MAX_REDIRECTS} times`);
  }

  /** Yields the chunks of a body. @throws RequestError if the connection is closed early or stalls. */
  async *stream({ body, host }: Response): AsyncGenerator<Buffer> {
    const stop = () =>
      body.destroy(new RequestError('server-timeout', `${host} stalled while sending data`, { again: true }));
    let timer = setTimeout(stop, this.#timeout);
    let bytes = 0;
    try {
      for await (const chunk of body as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes >= LEAST_BYTES) {
          clearTimeout(timer);
          bytes = 0;
        }
        // The time that the caller needs does not count as a delay of the server.
        yield chunk;
        if (bytes === 0) timer = setTimeout(stop, this.#timeout);
      }
    } catch (error) {
      throw asRequestError(error, host);
    } finally {
      clearTimeout(timer);
      body.destroy();
    }
  }

  /** Reads a small body completely. @throws RequestError if it is larger than `limit` bytes. */
  async read(response: Response, limit: number): Promise<Buffer> {
    const tooLarge = () =>
      new RequestError(
        'server-response',
        `${response.host} sent more than the maximum of ${limit >> 20} MiB`,
      );
    if (Number(response.headers['content-length'] ?? 0) > limit) {
      response.body.destroy();
      throw tooLarge();
    }
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of this.stream(response)) {
      length += chunk.length;
      if (length > limit) throw tooLarge();
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }

  close(): void {
    this.#plain.destroy();
    this.#secure.destroy();
    this.#proxies.close();
  }

  #once(url: URL, headers: Record<string, string>, form: URLSearchParams | undefined): Promise<Response> {
    const isSecure = url.protocol === 'https:';
    const route = this.#proxies.routeTo(url);
    const body = form?.toString();
    const options = {
      method: form ? 'POST' : 'GET',
      agent: route?.agent ?? (isSecure ? this.#secure : this.#plain),
      // The agent ends the connection to a proxy that does not respond.
      ...(route && { timeout: this.#timeout }),
      headers: {
        'user-agent': 'prepare-contrast',
        ...headers,
        ...(body !== undefined && {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': String(Buffer.byteLength(body)),
        }),
      },
    };
    return new Promise((resolve, reject) => {
      const request = (isSecure ? https : http).request(url, options, (response) => {
        clearTimeout(timer);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: response,
          host: url.host,
        });
      });
      const timer = setTimeout(() => {
        const seconds = this.#timeout / 1000;
        request.destroy(
          new RequestError('server-timeout', `${url.host} did not respond within ${seconds} s`, {
            again: true,
          }),
        );
      }, this.#timeout);
      request.on('error', (error) => {
        clearTimeout(timer);
        reject(route ? asProxyError(error, route, url.host) : asRequestError(error, url.host));
      });
      request.end(body);
    });
  }
}
