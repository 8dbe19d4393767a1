import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Names of drafts: hidden, so that neither people nor other programs take them for manifests. */
const DRAFT = /^\..*\.(\d+)\.prepare-contrast$/;

function draftOf(target: string): string {
  return join(dirname(target), `.${basename(target)}.${process.pid}.prepare-contrast`);
}

/**
 * True for a draft that a run has left which was stopped. One under this run's own number is so too, as long as this run has not
 * begun to write: in containers every run may have the same.
 */
export function isLeftover(name: string): boolean {
  const [, pid] = DRAFT.exec(name) ?? [];
  return pid !== undefined && (Number(pid) === process.pid || !isRunning(Number(pid)));
}

/** True where a process of that number is there, whoever it belongs to. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Makes `target` as a whole or not at all: `fill` writes a draft, which then takes its place. @throws Error of the system. */
function putWhole(target: string, mode: number, fill: (draft: string) => void): void {
  const draft = draftOf(target);
  try {
    fill(draft);
    chmodSync(draft, mode);
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Writes a text. @throws Error of the system; then the target is as it was. */
export function putText(target: string, text: string, mode: number): void {
  putWhole(target, mode, (draft) => writeDraft(draft, text));
}

/** Copies a file. @throws Error of the system; then the target is as it was. */
export function putCopy(source: string, target: string, mode: number): void {
  putWhole(target, mode, (draft) => copyFileSync(source, draft, constants.COPYFILE_EXCL));
}

function writeDraft(draft: string, text: string, flush?: 'flush'): void {
  const file = openSync(draft, 'wx', 0o600);
  try {
    const bytes = Buffer.from(text, 'utf8');
    for (let position = 0; position < bytes.length; )
      position += writeSync(file, bytes, position, bytes.length - position);
    if (flush) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Puts `text` in the place of a file and keeps what was there beside it, as `FILE.orig` or, where there is one, `FILE.orig.2` and so on.
 * Gives the name of the backup. At any moment the file is there, as a whole, and what was there is never overwritten.
 * @throws Error where the file is no longer what was read, and the system's own; then it is as it was.
 */
export function replaceKeeping(file: string, before: Buffer, text: string): string {
  const original = statSync(file);
  const draft = draftOf(file);
  let backup: string | undefined;
  try {
    // It is on the disk before it takes the place of what may be the only copy.
    writeDraft(draft, text, 'flush');
    keepOwner(draft, original);
    chmodSync(draft, original.mode & 0o7777);
    backup = keep(file);
    if (!readFileSync(backup).equals(before))
      throw new Error('has changed since it was read, and is left as it is: run it again');
    renameSync(draft, file);
    return backup;
  } catch (error) {
    rmSync(draft, { force: true });
    if (backup !== undefined) rmSync(backup, { force: true });
    throw error;
  }
}

/** Whoever is root may change the files of others, which stay theirs. */
function keepOwner(draft: string, { uid, gid }: Stats): void {
  const own = statSync(draft);
  if (own.uid === uid && own.gid === gid) return;
  try {
    chownSync(draft, uid, gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
  }
}

/** Gives the file a second name, which costs no space; where the file system cannot do that, copies it. */
function keep(file: string): string {
  for (let number = 1; ; number++) {
    const backup = `${file}.orig${number === 1 ? '' : `.${number}`}`;
    if (existsSync(backup)) continue;
    try {
      linkSync(file, backup);
      return backup;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST') continue;
      if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS' && code !== 'EMLINK') throw error;
    }
    return keepByCopying(file, backup);
  }
}

function keepByCopying(file: string, backup: string): string {
  try {
    copyFileSync(file, backup, constants.COPYFILE_EXCL);
    return backup;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') rmSync(backup, { force: true });
    throw error;
  }
}
