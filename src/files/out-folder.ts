import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { PreparationError } from '../errors.ts';
import { isInside, realOf } from './paths.ts';
import { isLeftover, isRunning, putText } from './write.ts';

/** Says which files in an out folder are from an earlier run. No suffix that programs take for a manifest. */
const LIST = '.prepare-contrast-files';
const LOCK = '.prepare-contrast-lock';
const HEAD = '# Written by prepare-contrast files: these are its own, and the next run writes them anew.\n';

/**
 * Makes sure that writing to `out` can harm nothing.
 * @throws PreparationError where the folder has to do with the originals or holds files of others.
 */
export function checkOutFolder(out: string, inputs: readonly string[]): void {
  const target = realOf(out);
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
  if (foreign.length > 0) {
    const more = foreign.length > 3 ? ` and ${foreign.length - 3} more` : '';
    throw new PreparationError(
      `--out ${out}: holds files that are not from an earlier run (${foreign.slice(0, 3).join(', ')}${more}); name an empty folder or a new one`,
    );
  }
}

/** The out folder while one run writes to it. */
export interface OutFolder {
  /** Takes away what an earlier run wrote and this one did not, and lets the next run in. */
  close(written: readonly string[]): void;
  /** Lets the next run in and leaves everything else, after a run that did not get to its end. */
  abandon(): void;
}

/**
 * Makes the folder and keeps other runs out of it. `names` are what is about to be written.
 * @throws PreparationError where another run is at it; Error of the system where it cannot be written.
 */
export function openOutFolder(out: string, names: readonly string[]): OutFolder {
  mkdirSync(out, { recursive: true });
  const lock = join(out, LOCK);
  takeLock(lock, out);
  const earlier = listOf(out);
  try {
    for (const name of filesIn(out)) if (isLeftover(name.split('/').at(-1)!)) rmSync(join(out, name));
    // Whoever stops the run in between finds all of its files in the list.
    writeList(out, [...new Set([...earlier, ...names])]);
  } catch (error) {
    rmSync(lock, { force: true });
    throw error;
  }
  return {
    close(written) {
      const kept = new Set(written);
      for (const name of earlier) if (!kept.has(name)) removeWithFolders(out, name);
      writeList(out, written);
      rmSync(lock, { force: true });
    },
    abandon: () => rmSync(lock, { force: true }),
  };
}

function takeLock(lock: string, out: string): void {
  const self = `${process.pid} ${hostname()}\n`;
  for (let attempt = 0; ; attempt++) {
    try {
      const file = openSync(lock, 'wx');
      writeFileSync(file, self);
      closeSync(file);
      return;
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

function listOf(out: string): string[] {
  const file = join(out, LIST);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap(nameIn)
    .filter((name) => !name.split('/').includes('..'));
}

/** A line that someone has spoilt names nothing, so that its file counts as somebody else's. */
function nameIn(line: string): string[] {
  try {
    return [String(JSON.parse(line))];
  } catch {
    return [];
  }
}

function writeList(out: string, names: readonly string[]): void {
  const lines = [...names].sort().map((name) => `${JSON.stringify(name)}\n`);
  putText(join(out, LIST), `${HEAD}${lines.join('')}`, 0o644);
}

/** The files and links below a folder, with slashes. */
function* filesIn(folder: string, prefix = ''): Iterable<string> {
  for (const item of readdirSync(folder, { withFileTypes: true })) {
    if (item.isDirectory()) yield* filesIn(join(folder, item.name), `${prefix}${item.name}/`);
    else yield `${prefix}${item.name}`;
  }
}

function isOurs(name: string): boolean {
  return name === LIST || name === LOCK || /\.\d+\.prepare-contrast$/.test(name);
}

/** Removes a file, and the folders that it leaves empty. */
function removeWithFolders(out: string, name: string): void {
  rmSync(join(out, name), { force: true });
  for (let folder = dirname(name); folder !== '.'; folder = dirname(folder)) {
    try {
      rmdirSync(join(out, folder));
    } catch {
      return; // It is not empty.
    }
  }
}
