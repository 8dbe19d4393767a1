import { basicOf } from '../../http/basic-authorization.ts';
import { NoTlsError } from '../../http/connection-errors.ts';
import type { Http, Response } from '../../http/http.ts';
import { LOOPBACK } from '../../http/loopback.ts';
import type { Secrets } from '../../http/redact.ts';
import { RequestError } from '../../http/request-error.ts';
import { readChallenge } from './challenge.ts';
import { goodAnswer } from './check-response.ts';
import type { CredentialStore } from './credentials.ts';
import { fetchToken } from './token.ts';

export interface RegistryOptions {
  http: Http;
  credentials: CredentialStore;
  secrets: Secrets;
  /** Registries that are contacted without TLS. */
  plainHttp: ReadonlySet<string>;
}

/** Client of one registry (OCI Distribution Specification, Pulling) that provides the credentials it requires. */
export class Registry {
  readonly #host: string;
  readonly #options: RegistryOptions;
  /** Authorization header by repository. */
  readonly #authorized = new Map<string, string>();
  #scheme: 'https' | 'http';

  constructor(host: string, options: RegistryOptions) {
    this.#host = host;
    this.#options = options;
    this.#scheme = options.plainHttp.has(host) ? 'http' : 'https';
  }

  /** Requests `/v2/<repository>/<path>` once; the caller handles retries. @throws RequestError */
  async get(repository: string, path: string, headers: Record<string, string>): Promise<Response> {
    const known = this.#authorized.get(repository);
    const response = await this.#send(repository, path, withAuthorization(headers, known));
    if (response.status !== 401) return goodAnswer(this.#options.http, response);
    const { problems, authorization } = await this.#authorize(repository, response);
    if (authorization === undefined) {
      const failed = problems.length > 0 ? ` (${problems.join('; ')})` : '';
      throw new RequestError(
        'server-credentials',
        `${this.#host} requires credentials for ${repository}, but there are none${failed}; log in with docker login or podman login`,
      );
    }
    const answer = await this.#send(repository, path, withAuthorization(headers, authorization));
    if (answer.status === 401) {
      answer.body.destroy();
      throw new RequestError(
        'server-credentials',
        `${this.#host} rejected the credentials for ${repository} (401); log in again`,
      );
    }
    this.#authorized.set(repository, authorization);
    return goodAnswer(this.#options.http, answer);
  }

  async #send(repository: string, path: string, headers: Record<string, string>): Promise<Response> {
    const { http } = this.#options;
    const address = new URL(`${this.#scheme}://${this.#host}/v2/${repository}/${path}`);
    try {
      return await http.request(address, { headers });
    } catch (error) {
      if (!(error instanceof NoTlsError) || error.host !== address.host) throw error;
      // Addresses of this machine do not need TLS.
      if (!LOOPBACK.test(this.#host))
        throw new RequestError(
          error.code,
          `${error.message}; if that is intended, allow it with --plain-http ${this.#host}`,
        );
      this.#scheme = 'http';
      address.protocol = 'http:';
      return http.request(address, { headers });
    }
  }

  async #authorize(
    repository: string,
    refusal: Response,
  ): Promise<{ authorization: string | undefined; problems: string[] }> {
    refusal.body.destroy();
    const challenge = readChallenge(refusal.headers['www-authenticate']);
    if (!challenge)
      throw new RequestError(
        'server-response',
        `${refusal.host} rejected the request (401) without a supported challenge`,
      );
    const { credentials, problems } = await this.#options.credentials.find(this.#host, repository);
    if (challenge.scheme === 'bearer') {
      const { parameters } = challenge;
      const allowPlain = this.#scheme === 'http';
      const asked = { registry: this.#host, repository, parameters, credentials, allowPlain };
      const token = await fetchToken(this.#options.http, asked);
      this.#options.secrets.add(token);
      return { authorization: `Bearer ${token}`, problems };
    }
    const isUser = credentials && 'user' in credentials;
    return { authorization: isUser ? `Basic ${basicOf(credentials)}` : undefined, problems };
  }
}

function withAuthorization(
  headers: Record<string, string>,
  authorization: string | undefined,
): Record<string, string> {
  return authorization === undefined ? headers : { ...headers, authorization };
}
