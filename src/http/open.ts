import { trustedCertificates } from './certificates.ts';
import { Http } from './http.ts';
import { Proxies } from './proxy.ts';
import type { Secrets } from './redact.ts';

/** What the command line and the environment say about connections. */
export interface ConnectionOptions {
  /** Files with more certificate authorities. */
  certificateFiles: readonly string[];
  environment: Readonly<Record<string, string | undefined>>;
  /** Gets the credentials of proxies, so that they are not printed. */
  secrets: Secrets;
  /** As in `HttpOptions`. */
  timeout: number;
}

/** Returns a client with the certificates and proxies of the user. @throws PreparationError if a file has no certificates. */
export function openHttp({ certificateFiles, environment, secrets, timeout }: ConnectionOptions): Http {
  const certificates = trustedCertificates(certificateFiles, environment);
  const proxies = new Proxies({ certificates, environment, secrets });
  return new Http({ certificates, proxies, timeout });
}
