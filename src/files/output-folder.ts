import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PreparationError } from '../util/errors.ts';
import { firstFew } from '../util/join-words.ts';
import { isLeftover } from './atomic-write.ts';
import { LOCK, takeLock } from './output-lock.ts';
import { clearTheWay, filesIn, LIST, listOf, removeWithFolders, writeList } from './output-manifest.ts';
import { isInside, realOf } from './paths.ts';

/**
 * Ensures that writing to `out` is safe. A report file inside it would be among the manifests and block the next run.
 * @throws PreparationError if the folder overlaps with the originals or contains unrelated files.
 */
export function checkOutputFolder(out: string, inputs: readonly string[], reportFile?: string): void {
  const target = realOf(out);
  if (reportFile !== undefined && isInside(realOf(reportFile), target))
    throw new PreparationError(
      'output-folder-invalid',
      `--report-file ${reportFile}: is inside --out ${out}; choose a path outside it`,
    );
  for (const input of inputs) {
    const original = realOf(input);
    if (target === original || isInside(target, original)) {
      const hint =
        target === original ? 'use --in-place to change the files themselves' : 'choose a folder outside it';
      throw new PreparationError(
        'output-folder-invalid',
        `--out ${out}: is ${target === original ? '' : 'inside '}${input}; ${hint}`,
      );
    }
    if (isInside(original, target))
      throw new PreparationError(
        'output-folder-invalid',
        `--out ${out}: contains the originals, ${input}; choose another folder`,
      );
  }
  if (!existsSync(out)) return;
  if (!statSync(out).isDirectory())
    throw new PreparationError('output-folder-invalid', `--out ${out}: is not a folder`);
  const own = new Set(listOf(out));
  const foreign = [...filesIn(out)].filter((name) => !own.has(name) && !isOurs(name)).sort();
  if (foreign.length > 0)
    throw new PreparationError(
      'output-folder-invalid',
      `--out ${out}: contains files that are not from an earlier run (${firstFew(foreign, 3)}); choose an empty or new folder`,
    );
}

/** The output folder while a run writes to it. */
export interface OutputFolder {
  /** Removes files of earlier runs that this run did not write, and releases the lock. */
  close(written: readonly string[]): void;
  /** Only releases the lock, after a run that was not completed. */
  abandon(): void;
}

/**
 * Creates and locks the folder. `names` are the files and links that will be written, `folders` their folders.
 * @throws PreparationError if another run uses it; system errors if it cannot be written.
 */
export function openOutputFolder(
  out: string,
  names: readonly string[],
  folders: readonly string[],
): OutputFolder {
  mkdirSync(out, { recursive: true });
  const lock = takeLock(out);
  try {
    for (const name of filesIn(out)) if (isLeftover(name.split('/').at(-1)!)) rmSync(join(out, name));
    const earlier = clearTheWay(out, listOf(out), { names, folders });
    // If the run is stopped, all of its files are in the list.
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
