import { RequestError } from './request-error.ts';

/** Connection errors that may be temporary. */
const PASSING = [
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ENETUNREACH',
  'HPE_INVALID_EOF_STATE',
];

/** The message of Node, or the code of Bun, if a server answers TLS in plain text. */
const NO_TLS = /wrong[ _]version[ _]number|packet[ _]length[ _]too[ _]long|http[ _]request/i;

/** The server does not support TLS. Callers add what to do. */
export class NoTlsError extends RequestError {
  readonly host: string;

  constructor(host: string) {
    super('server-tls', `${host} does not support TLS`);
    this.host = host;
  }
}

/** Describes the error; falls back to Node's error code. */
export function asRequestError(error: unknown, host: string): RequestError {
  if (error instanceof RequestError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (NO_TLS.test(`${code} ${message}`)) return new NoTlsError(host);
  if (/^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_)/.test(code)) {
    return new RequestError(
      'server-tls',
      `the certificate of ${host} is not trusted (${code}); add its certificate authority with --ca-file or SSL_CERT_FILE`,
    );
  }
  if (code === 'ENOTFOUND')
    return new RequestError(
      'server-unreachable',
      `${host} was not found in DNS; if this network requires a proxy, name it in HTTPS_PROXY`,
    );
  if (code === 'ECONNREFUSED')
    return new RequestError('server-unreachable', `${host} refused the connection`);
  const again = PASSING.includes(code) || message === 'aborted';
  return new RequestError('server-unreachable', `the connection to ${host} failed: ${code || message}`, {
    again,
  });
}
