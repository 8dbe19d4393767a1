import { setTimeout as pause } from 'node:timers/promises';

/** How long something may take that a program does by itself; a loaded machine needs more than 10 s. */
const TIMEOUT_MS = 180_000;
const POLL_MS = 50;

/**
 * Waits until a condition holds; an error counts as "not yet". Throws what `failure` returns, which says why the condition cannot hold any
 * more.
 */
export async function until(
  condition: () => Promise<boolean>,
  failure: () => string | undefined = () => undefined,
): Promise<void> {
  const deadline = performance.now() + TIMEOUT_MS;
  let last: unknown;
  const isMet = () =>
    condition().catch((error) => {
      last = error;
      return false;
    });
  while (!(await isMet())) {
    const problem =
      failure() ?? (performance.now() > deadline ? `took too long: ${last ?? condition}` : undefined);
    if (problem !== undefined) throw new Error(problem);
    await pause(POLL_MS);
  }
}
