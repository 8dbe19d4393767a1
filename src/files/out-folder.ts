import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PreparationError } from '../errors.ts';
import { firstFew } from '../short-list.ts';
import { LOCK, takeLock } from './out-lock.ts';
import { clearTheWay, filesIn, LIST, listOf, removeWithFolders, writeList } from './own-files.ts';
import { isInside, realOf } from './paths.ts';
import { isLeftover } from './write.ts';

/**
 * Makes sure that writing to `out` can harm nothing. A report file in it would stand among the manifests, and in the next run's way.
 * @throws PreparationError where the folder has to do with the originals or holds files of others.
 */
export function checkOutFolder(out: string, inputs: readonly string[], reportFile?: string): void {
  const target = realOf(out);
  if (reportFile !== undefined && isInside(realOf(reportFile), target))
    throw new PreparationError(`--report-file ${reportFile}: is inside of --out ${out}; name one beside it`);
  for (const input of inputs) {
    const original = realOf(input);
    if (target === original || isInside(target, original)) {
      const hint = target === original ? '--in-place changes the files themselves' : 'name one beside it';
      throw new PreparationError(`--out ${out}: is ${target === original ? '' : 'inside '}${input}; ${hint}`);
    }
    if (isInside(original, target))
      throw new PreparationError(`--out ${out}: holds the originals, ${input}; name another folder`);
  }
  if (!existsSync(out)) return;
  if (!statSync(out).isDirectory()) throw new PreparationError(`--out ${out}: is no folder`);
  const own = new Set(listOf(out));
  const foreign = [...filesIn(out)].filter((name) => !own.has(name) && !isOurs(name)).sort();
  if (foreign.length > 0)
    throw new PreparationError(
      `--out ${out}: holds files that are not from an earlier run (${firstFew(foreign, 3)}); name an empty folder or a new one`,
    );
}

/** The out folder while one run writes to it. */
export interface OutFolder {
  /** Takes away what an earlier run wrote and this one did not, and lets the next run in. */
  close(written: readonly string[]): void;
  /** Lets the next run in and leaves everything else, after a run that did not get to its end. */
  abandon(): void;
}

/**
 * Makes the folder and keeps other runs out of it. `names` are the files and links that are about to be written, `folders` where to.
 * @throws PreparationError where another run is at it; Error of the system where it cannot be written.
 */
export function openOutFolder(out: string, names: readonly string[], folders: readonly string[]): OutFolder {
  mkdirSync(out, { recursive: true });
  const lock = takeLock(out);
  try {
    for (const name of filesIn(out)) if (isLeftover(name.split('/').at(-1)!)) rmSync(join(out, name));
    const earlier = clearTheWay(out, listOf(out), { names, folders });
    // Whoever stops the run in between finds all of its files in the list.
    writeList(out, [...new Set([...earlier, ...names])]);
    return {
      close(written) {
        const kept = new Set(written);
        for (const name of earlier) if (!kept.has(name)) removeWithFolders(out, name);
        writeList(out, written);
        lock.giveBack();
      },
      abandon: lock.giveBack,
    };
  } catch (error) {
    lock.giveBack();
    throw error;
  }
}

function isOurs(name: string): boolean {
  return name === LIST || name === LOCK || /\.\d+\.prepare-contrast$/.test(name);
}
