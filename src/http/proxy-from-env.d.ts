/** The package has no types. */
declare module 'proxy-from-env' {
  /** Returns the proxy for an address from the environment of the process; empty without one. */
  export function getProxyForUrl(url: URL): string;
}
