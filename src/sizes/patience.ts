import { RequestError } from './errors.ts';

export type Sleep = (milliseconds: number) => Promise<void>;

/** So many times a request is made before it counts as failed. */
const ATTEMPTS = 5;
/** A server that asks for more patience than this, in ms, is not waited for. */
const LONGEST_WAIT = 120_000;

/** Makes a request again where it failed in a way that passes: after 0.5, 1, 2, 4 s, or after what the server asks for. */
export async function patiently<T>(attempt: () => Promise<T>, sleep: Sleep): Promise<T> {
  for (let count = 1; ; count++) {
    try {
      return await attempt();
    } catch (error) {
      await waitAfter(error, count, sleep);
    }
  }
}

/** Waits before the next attempt. @throws the error where there is to be none. */
export async function waitAfter(error: unknown, count: number, sleep: Sleep): Promise<void> {
  if (!(error instanceof RequestError) || !error.again) throw error;
  if (count >= ATTEMPTS) throw new RequestError(`${error.message}, after ${ATTEMPTS} attempts`);
  const wait = error.wait ?? 250 * 2 ** count;
  if (wait > LONGEST_WAIT)
    throw new RequestError(`${error.message}, and asks to wait for ${Math.ceil(wait / 1000)} s: try later`);
  await sleep(wait);
}

/** A `Retry-After` header in ms: seconds or a date (RFC 9110, 10.2.3). */
export function retryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
