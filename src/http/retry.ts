import { RequestError } from './request-error.ts';

export type Sleep = (milliseconds: number) => Promise<void>;

/** Number of attempts before a request fails. */
const ATTEMPTS = 5;
/** Maximum `Retry-After` that is respected, in ms; if a server asks for more, the request fails. */
const LONGEST_WAIT = 120_000;

/** Retries a request after temporary errors: after 0.5, 1, 2, 4 s, or after the time that the server asks for. */
export async function withRetries<T>(attempt: () => Promise<T>, sleep: Sleep): Promise<T> {
  for (let count = 1; ; count++) {
    try {
      return await attempt();
    } catch (error) {
      await retryDelay(error, count, sleep);
    }
  }
}

/** Waits before the next attempt. @throws the error if there are no attempts left. */
export async function retryDelay(error: unknown, count: number, sleep: Sleep): Promise<void> {
  if (!(error instanceof RequestError) || !error.again) throw error;
  if (count >= ATTEMPTS) throw new RequestError(error.code, `${error.message}, after ${ATTEMPTS} attempts`);
  const wait = error.wait ?? 250 * 2 ** count;
  if (wait > LONGEST_WAIT)
    throw new RequestError(
      error.code,
      `${error.message}, and asks to wait for ${Math.ceil(wait / 1000)} s; try again later`,
    );
  await sleep(wait);
}

/** Parses a `Retry-After` header, seconds or a date, to ms (RFC 9110, 10.2.3). */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
