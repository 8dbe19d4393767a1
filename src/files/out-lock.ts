import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { PreparationError } from '../errors.ts';
import { isRunning } from './write.ts';

/** Stands in an out folder while a run writes to it. */
export const LOCK = '.prepare-contrast-lock';

/**
 * Keeps other runs out of an out folder until the lock is given back. One that a killed run has left is taken over.
 * @throws PreparationError where another run is at it.
 */
export function takeLock(out: string): { giveBack(): void } {
  const lock = join(out, LOCK);
  const self = `${process.pid} ${hostname()}\n`;
  for (let attempt = 0; ; attempt++) {
    try {
      const file = openSync(lock, 'wx');
      writeFileSync(file, self);
      closeSync(file);
      return { giveBack: () => rmSync(lock, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const [pid = '', host = ''] = existsSync(lock) ? readFileSync(lock, 'utf8').trim().split(' ') : [];
    const isLeft = pid !== '' && host === hostname() && !isRunning(Number(pid));
    if (!isLeft || attempt > 0) {
      throw new PreparationError(
        `--out ${out}: another run is writing there (process ${pid || 'unknown'}${host && ` on ${host}`}). ` +
          `Wait for it; if there is none, remove ${lock}`,
      );
    }
    rmSync(lock, { force: true });
  }
}
