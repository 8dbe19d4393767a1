import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { asRequestError } from './connection-faults.ts';
import { RequestError } from './errors.ts';

export interface Request {
  headers?: Record<string, string>;
  /** A form to POST; a request without one is a GET. */
  form?: URLSearchParams;
}

export interface Response {
  status: number;
  headers: IncomingHttpHeaders;
  body: IncomingMessage;
  /** Host that answered, after redirects. */
  host: string;
}

export interface HttpOptions {
  /** Certificate authorities in PEM form; undefined: those of Node. */
  certificates: string[] | undefined;
  /** Time in ms that an answer may take to begin, and that a body may stand still. */
  timeout: number;
}

const MAX_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

/** A body that is slower than this amount in the time-out is given up. */
const LEAST_BYTES = 64 * 1024;

/**
 * HTTP as a client of registries needs it: redirects that never carry credentials to another host nor go from https to
 * http, bodies exactly as they came, time-outs everywhere.
 */
export class Http {
  readonly #timeout: number;
  readonly #plain = new http.Agent({ keepAlive: true });
  readonly #secure: https.Agent;

  constructor({ certificates, timeout }: HttpOptions) {
    this.#timeout = timeout;
    this.#secure = new https.Agent({ keepAlive: true, ...(certificates && { ca: certificates }) });
  }

  /** @throws RequestError where no answer comes. */
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
        throw new RequestError(`${url.host} redirects to something that is no http address`);
      if (url.protocol === 'https:' && target.protocol === 'http:')
        throw new RequestError(
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
    throw new RequestError(`${address.host} redirects more than ${MAX_REDIRECTS} times`);
  }

  /** A body in pieces. @throws RequestError where it breaks off or comes to a halt. */
  async *stream({ body, host }: Response): AsyncGenerator<Buffer> {
    const stop = () =>
      body.destroy(new RequestError(`${host} sends nothing or next to nothing any more`, { again: true }));
    let timer = setTimeout(stop, this.#timeout);
    let bytes = 0;
    try {
      for await (const chunk of body as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes >= LEAST_BYTES) {
          clearTimeout(timer);
          bytes = 0;
        }
        // The reader's own work does not count against the server.
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

  /** A small body as a whole. @throws RequestError where it is larger than `limit` bytes. */
  async read(response: Response, limit: number): Promise<Buffer> {
    const tooLarge = () =>
      new RequestError(`${response.host} sends more than the ${limit >> 20} MiB that are taken here`);
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
  }

  #once(url: URL, headers: Record<string, string>, form: URLSearchParams | undefined): Promise<Response> {
    const isSecure = url.protocol === 'https:';
    const body = form?.toString();
    const options = {
      method: form ? 'POST' : 'GET',
      agent: isSecure ? this.#secure : this.#plain,
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
        request.destroy(new RequestError(`${url.host} gives no answer within ${seconds} s`, { again: true }));
      }, this.#timeout);
      request.on('error', (error) => {
        clearTimeout(timer);
        reject(asRequestError(error, url.host));
      });
      request.end(body);
    });
  }
}
