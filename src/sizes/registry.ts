import { readChallenge } from './challenge.ts';
import { NoTlsError } from './connection-faults.ts';
import { basicOf, type CredentialStore } from './credentials.ts';
import { RequestError } from './errors.ts';
import { goodAnswer } from './good-answer.ts';
import type { Http, Response } from './http.ts';
import type { Secrets } from './secrets.ts';
import { fetchToken } from './token.ts';

export interface RegistryOptions {
  http: Http;
  credentials: CredentialStore;
  secrets: Secrets;
  /** Registries that are asked without TLS. */
  plainHttp: ReadonlySet<string>;
}

/** Addresses of this machine need no TLS. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/;

/** Asks one registry (OCI Distribution Specification, Pulling) with whatever credentials it wants. */
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

  /** A good answer for `/v2/<repository>/<path>` in one attempt: whoever reads the body counts them. @throws RequestError */
  async get(repository: string, path: string, headers: Record<string, string>): Promise<Response> {
    const known = this.#authorized.get(repository);
    const response = await this.#send(repository, path, withAuthorization(headers, known));
    if (response.status !== 401) return goodAnswer(this.#options.http, response);
    const { problems, authorization } = await this.#authorize(repository, response);
    if (authorization === undefined) {
      const failed = problems.length > 0 ? ` (${problems.join('; ')})` : '';
      throw new RequestError(
        `${this.#host} wants credentials for ${repository}, and there are none${failed}: log in with docker login or podman login`,
      );
    }
    const answer = await this.#send(repository, path, withAuthorization(headers, authorization));
    if (answer.status === 401) {
      answer.body.destroy();
      throw new RequestError(
        `${this.#host} does not take the credentials for ${repository} (401): log in anew`,
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
      if (!(error instanceof NoTlsError) || !LOOPBACK.test(this.#host)) throw error;
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
    if (!challenge) throw new RequestError(`${refusal.host} refuses (401) and does not say what it wants`);
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
