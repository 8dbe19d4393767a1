import { RequestError } from './errors.ts';

/** Faults of the connection that may be gone the next time. */
const PASSING = [
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ENETUNREACH',
  'HPE_INVALID_EOF_STATE',
];

/** What Node says in its message, and Bun in its code, where a server answers TLS in clear text. */
const NO_TLS = /wrong[ _]version[ _]number|packet[ _]length[ _]too[ _]long|http[ _]request/i;

/** The server does not speak TLS. */
export class NoTlsError extends RequestError {}

/** What went wrong, in words; Node's code where there are none. */
export function asRequestError(error: unknown, host: string): RequestError {
  if (error instanceof RequestError) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (NO_TLS.test(`${code} ${message}`)) {
    return new NoTlsError(`${host} does not speak TLS; if that is right, allow it with --plain-http ${host}`);
  }
  if (/^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_)/.test(code)) {
    return new RequestError(
      `the certificate of ${host} is not trusted (${code}): give the authority that signed it with --ca-file or SSL_CERT_FILE`,
    );
  }
  if (code === 'ENOTFOUND') return new RequestError(`${host} is not known to DNS`);
  if (code === 'ECONNREFUSED') return new RequestError(`${host} refuses the connection`);
  const again = PASSING.includes(code) || message === 'aborted';
  return new RequestError(`the connection to ${host} failed: ${code || message}`, { again });
}
