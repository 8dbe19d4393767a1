import { printable, RequestError } from './errors.ts';
import type { Http, Response } from './http.ts';
import { retryAfter } from './patience.ts';

const MAX_MESSAGE = 1 << 16;

/** @throws RequestError for an answer other than 200 or 206, with what the server says. */
export async function goodAnswer(http: Http, response: Response): Promise<Response> {
  const { status, headers, host } = response;
  if (status === 200 || status === 206) return response;
  const said = await http.read(response, MAX_MESSAGE).then(messageIn, () => '');
  const again = status === 429 || status === 408 || status >= 500;
  const wait = again ? retryAfter(headers['retry-after'], Date.now()) : undefined;
  throw new RequestError(`${host} ${meaningOf(status)}${said === '' ? '' : `: ${said}`}`, { again, wait });
}

function meaningOf(status: number): string {
  if (status === 403) return 'denies access (403)';
  if (status === 404) return 'does not have it (404)';
  if (status === 429) return 'gets too many requests (429)';
  return `answers ${status}`;
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
