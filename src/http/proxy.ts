import type { Agent, AgentOptions } from 'node:http';
import type { AgentOptions as SecureAgentOptions } from 'node:https';
import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';
import { getProxyForUrl } from 'proxy-from-env';
import { basicOf } from './basic-authorization.ts';
import { asRequestError } from './connection-errors.ts';
import { LOOPBACK } from './loopback.ts';
import type { Secrets } from './redact.ts';
import { RequestError } from './request-error.ts';

/** How to reach a host through a proxy. */
export interface Route {
  agent: Agent;
  /** Host and port of the proxy, without credentials. */
  proxy: string;
}

export interface ProxyOptions {
  /** Certificate authorities in PEM format; undefined: those of Node. */
  certificates: string[] | undefined;
  environment: Readonly<Record<string, string | undefined>>;
  secrets: Secrets;
}

/**
 * The proxies that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name, in upper or lower case. As in Go's programs, such as docker and podman,
 * this machine's own addresses are never reached through a proxy, and a proxy without a scheme speaks HTTP.
 */
export class Proxies {
  readonly #options: ProxyOptions;
  readonly #agents = new Map<string, Agent>();

  constructor(options: ProxyOptions) {
    this.#options = options;
  }

  /** Returns the route to an address; undefined without a proxy. @throws RequestError if the proxy is not valid. */
  routeTo(url: URL): Route | undefined {
    if (LOOPBACK.test(url.host)) return undefined;
    const found = getProxyForUrl(url);
    if (found === '') return undefined;
    const isWhole = Object.values(this.#options.environment).includes(found);
    const address = isWhole ? found : found.replace(/^https?:/, 'http:');
    const proxy = URL.canParse(address) ? new URL(address) : undefined;
    if (!proxy || !/^https?:$/.test(proxy.protocol) || proxy.hostname === '')
      throw new RequestError(
        'server-proxy',
        `the proxy for ${url.host} is not valid; set HTTPS_PROXY or HTTP_PROXY to an address such as http://proxy.example.com:3128, or add ${url.hostname} to NO_PROXY`,
      );
    this.#hide(proxy);
    const key = `${url.protocol} ${address}`;
    const agent = this.#agents.get(key) ?? this.#agentFor(url.protocol, proxy);
    this.#agents.set(key, agent);
    return { agent, proxy: proxy.host };
  }

  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
  }

  #agentFor(protocol: string, proxy: URL): Agent {
    const { certificates: ca } = this.#options;
    const trusted = ca && { ca };
    const options: AgentOptions & SecureAgentOptions = { keepAlive: true, ...trusted };
    const proxied = { ...options, proxy, ...(trusted && { proxyRequestOptions: trusted }) };
    return protocol === 'https:' ? new HttpsProxyAgent(proxied) : new HttpProxyAgent(proxied);
  }

  /** No message may contain the credentials of the proxy. */
  #hide({ username, password }: URL): void {
    if (password === '') return;
    const [user, secret] = [decodeURIComponent(username), decodeURIComponent(password)];
    for (const text of [password, secret, basicOf({ user, password: secret })])
      this.#options.secrets.add(text);
  }
}

/** Describes the error of a request through a proxy. */
export function asProxyError(error: unknown, { proxy }: Route, host: string): RequestError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const status = /^Bad response: (\d+)$/.exec(message)?.[1];
  if (status === '407')
    return new RequestError(
      'server-proxy',
      `the proxy ${proxy} requires other credentials for ${host} (407); set them in HTTPS_PROXY or HTTP_PROXY, such as http://USER:PASSWORD@${proxy}`,
    );
  if (status !== undefined)
    return new RequestError(
      'server-proxy',
      `the proxy ${proxy} refused a connection to ${host} (${status}); allow it there, or add the host to NO_PROXY`,
      { again: Number(status) >= 500 },
    );
  const isProxy = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'ENETUNREACH'].includes(code);
  return asRequestError(error, isProxy ? `the proxy ${proxy}` : host);
}
