import { NoTlsError } from '../../http/connection-errors.ts';
import type { Http, Response } from '../../http/http.ts';
import { escapeServerText, RequestError } from '../../http/request-error.ts';
import { retryAfter, type Sleep, withRetries } from '../../http/retry.ts';
import { readAnswer, type Sample } from './answer.ts';

export interface PrometheusOptions {
  /** Address of the server, up to `/api/v1`. */
  url: URL;
  http: Http;
  /** Value of the header Authorization. */
  authorization: string | undefined;
  /** Value of the header X-Scope-OrgID, which selects a tenant (Grafana Mimir, Authentication and authorization). */
  tenant: string | undefined;
  /** Time limit of a query in ms. */
  timeout: number;
  sleep: Sleep;
  /** Receives warnings of the server, such as those about parts of a store that did not respond. */
  warn(text: string): void;
}

/** Maximum size of an answer: some 400,000 series. */
const MAX_ANSWER = 64 << 20;
const MAX_MESSAGE = 64 << 10;

/** Client of the HTTP API of Prometheus, which Thanos, Mimir and VictoriaMetrics have too (Prometheus, HTTP API). */
export class Prometheus {
  readonly #options: PrometheusOptions;
  readonly #address: URL;

  constructor(options: PrometheusOptions) {
    this.#options = options;
    this.#address = new URL(options.url);
    const { pathname } = options.url;
    this.#address.pathname = `${pathname}${pathname.endsWith('/') ? '' : '/'}api/v1/query`;
  }

  /**
   * Evaluates a query at a time in seconds since 1970. The query is sent as a form, because it can be longer than an address; a form is
   * never sent on to another address.
   * @throws RequestError that names the server and the query.
   */
  async query(query: string, time: number): Promise<Sample[]> {
    try {
      const { samples, warnings } = await withRetries(() => this.#once(query, time), this.#options.sleep);
      for (const warning of warnings) this.#options.warn(escapeServerText(warning));
      return samples;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      throw new RequestError(error.code, `${error.message}; query: ${escapeServerText(query, 400)}`);
    }
  }

  async #once(query: string, time: number): Promise<{ samples: Sample[]; warnings: string[] }> {
    const { http, authorization, tenant, timeout } = this.#options;
    const form = new URLSearchParams({ query, time: `${time}`, timeout: `${timeout}ms` });
    const headers = {
      accept: 'application/json',
      ...(authorization !== undefined && { authorization }),
      ...(tenant !== undefined && { 'x-scope-orgid': tenant }),
    };
    const response = await http
      .request(this.#address, { headers, form })
      .catch((error: unknown) => this.#fail(error));
    if (response.status !== 200) throw await this.#refusal(response);
    const body = await http.read(response, MAX_ANSWER).catch((error: unknown) => this.#fail(error));
    return readAnswer(body.toString('utf8'), response.host, response.headers['content-type']);
  }

  async #refusal(response: Response): Promise<RequestError> {
    const { status, headers, host } = response;
    const body = await this.#options.http.read(response, MAX_MESSAGE).catch(() => Buffer.alloc(0));
    const said = errorIn(body.toString('utf8'));
    const text = said === undefined ? '' : `: ${said}`;
    // An overloaded server or one that is starting has no error of the API; one whose query took too long has.
    const again = status === 429 || (said === undefined && [502, 503, 504].includes(status));
    const wait = again ? retryAfter(headers['retry-after'], Date.now()) : undefined;
    return new RequestError(
      status === 401 || status === 403 ? 'server-credentials' : 'server-response',
      `${host} ${this.#meaningOf(status, said !== undefined, headers.location)}${text}`,
      {
        again,
        wait,
      },
    );
  }

  #meaningOf(status: number, isApi: boolean, location: string | undefined): string {
    const { authorization } = this.#options;
    if (status === 401)
      return authorization === undefined
        ? 'requires credentials (401); set --token-file, --basic-auth-file or PROMETHEUS_TOKEN'
        : 'rejected the credentials (401)';
    if (status === 403) return 'denies access (403)';
    if (status === 404 && !isApi)
      return `has no Prometheus API at ${this.#address.pathname} (404); add the prefix of the API to the URL, such as /prometheus`;
    if (status >= 300 && status < 400)
      return `redirects to ${escapeServerText(location ?? 'another address')} (${status}), which is not followed; use the final URL`;
    if (status === 422 || status === 503)
      return `could not evaluate the query (${status}); try a shorter --window, or one --namespace at a time`;
    if (status === 429) return 'rejects too many requests (429)';
    return `responded with status ${status}`;
  }

  /** Adds advice for this command to errors of the connection. A query that took too long takes as long again. */
  #fail(error: unknown): never {
    if (error instanceof NoTlsError)
      throw new RequestError(error.code, `${error.message}; use http:// in the URL`);
    if (error instanceof RequestError && error.code === 'server-timeout')
      throw new RequestError(
        error.code,
        `${error.message}; a shorter --window or a longer --timeout may help`,
      );
    throw error;
  }
}

/** Returns the message of an answer of the API: `{"status": "error", "errorType": …, "error": …}`. */
function errorIn(body: string): string | undefined {
  try {
    const { error } = JSON.parse(body) as { error?: unknown };
    return typeof error === 'string' ? escapeServerText(error) : undefined;
  } catch {
    return undefined;
  }
}
