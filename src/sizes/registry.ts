import { type Challenge, readChallenge } from './challenge.ts';
import type { Credentials } from './credential-helper.ts';
import { basicOf, type CredentialStore } from './credentials.ts';
import { printable, RequestError } from './errors.ts';
import { type Http, NoTlsError, type Response } from './http.ts';
import { patiently, retryAfter, type Sleep } from './patience.ts';
import type { Secrets } from './secrets.ts';

export interface RegistryOptions {
  http: Http;
  credentials: CredentialStore;
  secrets: Secrets;
  sleep: Sleep;
  /** Registries that are asked without TLS. */
  plainHttp: ReadonlySet<string>;
}

const MAX_TOKEN = 1 << 20;
const MAX_MESSAGE = 1 << 16;

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

  /** A good answer for `/v2/<repository>/<path>`. @throws RequestError after some attempts. */
  async get(repository: string, path: string, headers: Record<string, string>): Promise<Response> {
    return patiently(() => this.once(repository, path, headers), this.#options.sleep);
  }

  /** The same in one attempt; a body that is read in several goes counts its own. */
  async once(repository: string, path: string, headers: Record<string, string>): Promise<Response> {
    const known = this.#authorized.get(repository);
    const response = await this.#send(repository, path, withAuthorization(headers, known));
    if (response.status !== 401) return this.#checked(response);
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
    return this.#checked(answer);
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
      const token = await this.#token(challenge, repository, credentials);
      return { authorization: `Bearer ${token}`, problems };
    }
    const isUser = credentials && 'user' in credentials;
    return { authorization: isUser ? `Basic ${basicOf(credentials)}` : undefined, problems };
  }

  /** A token for pulling (Distribution, Token authentication and OAuth2). */
  async #token(
    { parameters }: Challenge,
    repository: string,
    credentials: Credentials | undefined,
  ): Promise<string> {
    const { realm = '', service, scope = `repository:${repository}:pull` } = parameters;
    const address = this.#tokenService(realm);
    const asked = { ...(service !== undefined && { service }), scope };
    const headers: Record<string, string> = {};
    let form: URLSearchParams | undefined;
    if (credentials && 'identityToken' in credentials) {
      const grant = { grant_type: 'refresh_token', refresh_token: credentials.identityToken };
      form = new URLSearchParams({ ...grant, client_id: 'prepare-contrast', ...asked });
    } else {
      for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
      if (credentials) headers.authorization = `Basic ${basicOf(credentials)}`;
    }
    const { http, secrets } = this.#options;
    const response = await http.request(address, { headers, ...(form && { form }) });
    if (response.status === 401 || response.status === 403) {
      response.body.destroy();
      const whose = credentials ? 'does not take the credentials' : 'gives no token without credentials';
      throw new RequestError(
        `${response.host}, the token service of ${this.#host}, ${whose} (${response.status}): log in with docker login or podman login`,
      );
    }
    await this.#checked(response);
    const token = tokenIn((await http.read(response, MAX_TOKEN)).toString('utf8'));
    if (token === undefined) throw new RequestError(`${response.host} answers without a token`);
    secrets.add(token);
    return token;
  }

  /** Credentials go there, so it has to be as safe as the registry itself. */
  #tokenService(realm: string): URL {
    const address = URL.canParse(realm) ? new URL(realm) : undefined;
    const isSafe =
      address?.protocol === 'https:' || (address?.protocol === 'http:' && this.#scheme === 'http');
    if (!address || !isSafe)
      throw new RequestError(
        `${this.#host} names a token service that is no https address, which is not asked`,
      );
    return address;
  }

  /** @throws RequestError for an answer other than 200 or 206, with what the registry says. */
  async #checked(response: Response): Promise<Response> {
    const { status, headers, host } = response;
    if (status === 200 || status === 206) return response;
    const said = await this.#options.http.read(response, MAX_MESSAGE).then(messageIn, () => '');
    const again = status === 429 || status === 408 || status >= 500;
    const wait = again ? retryAfter(headers['retry-after'], Date.now()) : undefined;
    throw new RequestError(`${host} ${meaningOf(status)}${said === '' ? '' : `: ${said}`}`, { again, wait });
  }
}

function withAuthorization(
  headers: Record<string, string>,
  authorization: string | undefined,
): Record<string, string> {
  return authorization === undefined ? headers : { ...headers, authorization };
}

function meaningOf(status: number): string {
  if (status === 403) return 'denies access (403)';
  if (status === 404) return 'does not have it (404)';
  if (status === 429) return 'gets too many requests (429)';
  return `answers ${status}`;
}

function tokenIn(text: string): string | undefined {
  try {
    const { token, access_token: access } = JSON.parse(text) as Record<string, unknown>;
    const found = token || access;
    // What goes into a header must not end it.
    return typeof found === 'string' && /^[\x21-\x7e]+$/.test(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** What a registry says in its list of errors. */
function messageIn(body: Buffer): string {
  try {
    const { errors } = JSON.parse(body.toString('utf8')) as {
      errors?: { code?: unknown; message?: unknown }[];
    };
    const { code, message } = errors?.[0] ?? {};
    return printable([code, message].filter((part) => typeof part === 'string').join(' '), 200);
  } catch {
    return '';
  }
}
