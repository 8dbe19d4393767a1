import { basicOf } from '../../http/basic-authorization.ts';
import type { Http } from '../../http/http.ts';
import { RequestError } from '../../http/request-error.ts';
import { goodAnswer } from './check-response.ts';
import type { Credentials } from './credential-helper.ts';

/** A request for a token. */
export interface TokenRequest {
  registry: string;
  repository: string;
  /** The registry's challenge. */
  parameters: Record<string, string>;
  credentials: Credentials | undefined;
  /** True if the registry itself is contacted without TLS. */
  allowPlain: boolean;
}

const MAX_TOKEN = 1 << 20;

/** Requests a token for pulling (Distribution, Token authentication and OAuth2). @throws RequestError if there is none. */
export async function fetchToken(
  http: Http,
  { registry, repository, parameters, credentials, allowPlain }: TokenRequest,
): Promise<string> {
  const { realm = '', service } = parameters;
  const address = tokenService(realm, registry, allowPlain);
  // Always for pulling only: a registry may name a wider scope in its challenge.
  const scope = `repository:${repository}:pull`;
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
  const response = await http.request(address, { headers, ...(form && { form }) });
  if (response.status === 401 || response.status === 403) {
    response.body.destroy();
    const whose = credentials ? 'rejected the credentials' : 'issues no token without credentials';
    throw new RequestError(
      'server-credentials',
      `${response.host}, the token service of ${registry}, ${whose} (${response.status}); log in with docker login or podman login`,
    );
  }
  const body = await http.read(await goodAnswer(http, response), MAX_TOKEN);
  const token = tokenIn(body.toString('utf8'));
  if (token === undefined)
    throw new RequestError('server-response', `${response.host} responded without a token`);
  return token;
}

/** Credentials are sent to it, so it must be as secure as the registry itself. */
function tokenService(realm: string, registry: string, allowPlain: boolean): URL {
  const address = URL.canParse(realm) ? new URL(realm) : undefined;
  const isSafe = address?.protocol === 'https:' || (address?.protocol === 'http:' && allowPlain);
  if (!address || !isSafe)
    throw new RequestError(
      'server-response',
      `${registry} names a token service without https, which is not used`,
    );
  return address;
}

function tokenIn(text: string): string | undefined {
  try {
    const { token, access_token: access } = JSON.parse(text) as Record<string, unknown>;
    const found = token || access;
    // A value in a header must not end the header.
    return typeof found === 'string' && /^[\x21-\x7e]+$/.test(found) ? found : undefined;
  } catch {
    return undefined;
  }
}
