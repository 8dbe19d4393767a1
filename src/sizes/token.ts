import type { Credentials } from './credential-helper.ts';
import { basicOf } from './credentials.ts';
import { RequestError } from './errors.ts';
import { goodAnswer } from './good-answer.ts';
import type { Http } from './http.ts';

/** What a token is asked for. */
export interface TokenRequest {
  registry: string;
  repository: string;
  /** What the registry's challenge says. */
  parameters: Record<string, string>;
  credentials: Credentials | undefined;
  /** True where the registry itself is asked without TLS. */
  allowPlain: boolean;
}

const MAX_TOKEN = 1 << 20;

/** A token for pulling (Distribution, Token authentication and OAuth2). @throws RequestError where there is none to be had. */
export async function fetchToken(
  http: Http,
  { registry, repository, parameters, credentials, allowPlain }: TokenRequest,
): Promise<string> {
  const { realm = '', service, scope = `repository:${repository}:pull` } = parameters;
  const address = tokenService(realm, registry, allowPlain);
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
    const whose = credentials ? 'does not take the credentials' : 'gives no token without credentials';
    throw new RequestError(
      `${response.host}, the token service of ${registry}, ${whose} (${response.status}): log in with docker login or podman login`,
    );
  }
  const body = await http.read(await goodAnswer(http, response), MAX_TOKEN);
  const token = tokenIn(body.toString('utf8'));
  if (token === undefined) throw new RequestError(`${response.host} answers without a token`);
  return token;
}

/** Credentials go there, so it has to be as safe as the registry itself. */
function tokenService(realm: string, registry: string, allowPlain: boolean): URL {
  const address = URL.canParse(realm) ? new URL(realm) : undefined;
  const isSafe = address?.protocol === 'https:' || (address?.protocol === 'http:' && allowPlain);
  if (!address || !isSafe)
    throw new RequestError(`${registry} names a token service that is no https address, which is not asked`);
  return address;
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
