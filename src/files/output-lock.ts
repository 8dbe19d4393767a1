import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { PreparationError } from '../util/errors.ts';
import { isRunning } from './atomic-write.ts';

/** The lock file in an output folder while a run writes to it. */
export const LOCK = '.prepare-contrast-lock';

/**
 * Locks an output folder until the lock is released. Takes over the lock of a killed run.
 * @throws PreparationError if another run uses the folder.
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
        'output-folder-locked',
        `--out ${out}: another run is writing there (process ${pid || 'unknown'}${host && ` on ${host}`}). ` +
          `Wait for it to finish; if it is not running, remove ${lock}`,
      );
    }
    rmSync(lock, { force: true });
  }
}
