import type { Http, Response } from '../../http/http.ts';
import { escapeServerText, RequestError } from '../../http/request-error.ts';
import { retryAfter } from '../../http/retry.ts';
import type { ErrorCode } from '../../util/error-codes.ts';

const MAX_MESSAGE = 1 << 16;

/** @throws RequestError for a status other than 200 or 206, with the message of the server. */
export async function goodAnswer(http: Http, response: Response): Promise<Response> {
  const { status, headers, host } = response;
  if (status === 200 || status === 206) return response;
  const said = await http.read(response, MAX_MESSAGE).then(messageIn, () => '');
  const again = status === 429 || status === 408 || status >= 500;
  const wait = again ? retryAfter(headers['retry-after'], Date.now()) : undefined;
  throw new RequestError(codeOf(status), `${host} ${meaningOf(status)}${said === '' ? '' : `: ${said}`}`, {
    again,
    wait,
  });
}

function codeOf(status: number): ErrorCode {
  if (status === 403) return 'server-credentials';
  return status === 404 ? 'image-not-found' : 'server-response';
}

function meaningOf(status: number): string {
  if (status === 403) return 'denies access (403)';
  if (status === 404) return 'does not have it (404)';
  if (status === 429) return 'rejects too many requests (429)';
  return `answers ${status}`;
}

/** Returns the messages from a registry's list of errors. */
function messageIn(body: Buffer): string {
  try {
    const { errors } = JSON.parse(body.toString('utf8')) as {
      errors?: { code?: unknown; message?: unknown }[];
    };
    const { code, message } = errors?.[0] ?? {};
    return escapeServerText([code, message].filter((part) => typeof part === 'string').join(' '), 200);
  } catch {
    return '';
  }
}
