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

/** Names of temporary files: hidden, so that they are not mistaken for manifests. */
const DRAFT = /^\..*\.(\d+)\.prepare-contrast$/;

function draftOf(target: string): string {
  return join(dirname(target), `.${basename(target)}.${process.pid}.prepare-contrast`);
}

/**
 * True for a temporary file of a run that was stopped. Before this run starts to write, this includes files with its own process
 * id, because in containers every run can have the same id.
 */
export function isLeftover(name: string): boolean {
  const [, pid] = DRAFT.exec(name) ?? [];
  return pid !== undefined && (Number(pid) === process.pid || !isRunning(Number(pid)));
}

/** True if a process with this id exists, whoever owns it. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Creates `target` completely or not at all: `fill` writes a temporary file, which then replaces it. @throws system errors. */
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

/** Writes a text. @throws system errors; the target is then unchanged. */
export function putText(target: string, text: string, mode: number): void {
  putWhole(target, mode, (draft) => writeDraft(draft, text));
}

/** Copies a file. @throws system errors; the target is then unchanged. */
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
 * Replaces a file with `text`, and with `keepsBackup` keeps the original as `FILE.orig` or, if that exists, `FILE.orig.2` and so on.
 * Returns the name of the backup. The file is complete at any time, and a backup is never overwritten.
 * @throws Error if the file has changed since it was read, and system errors; the file is then unchanged.
 */
export function replaceInPlace(
  file: string,
  before: Buffer,
  text: string,
  keepsBackup: boolean,
): string | undefined {
  const original = statSync(file);
  const draft = draftOf(file);
  let backup: string | undefined;
  try {
    // Flush it to disk before it replaces what may be the only copy.
    writeDraft(draft, text, 'flush');
    keepOwner(draft, original);
    chmodSync(draft, original.mode & 0o7777);
    backup = keep(file);
    if (!readFileSync(backup).equals(before))
      throw new Error('has changed since it was read and was not overwritten; run the command again');
    renameSync(draft, file);
    if (keepsBackup) return backup;
    rmSync(backup, { force: true });
    return undefined;
  } catch (error) {
    rmSync(draft, { force: true });
    if (backup !== undefined) rmSync(backup, { force: true });
    throw error;
  }
}

/** Keeps the owner of a file that root changes for another user. */
function keepOwner(draft: string, { uid, gid }: Stats): void {
  const own = statSync(draft);
  if (own.uid === uid && own.gid === gid) return;
  try {
    chownSync(draft, uid, gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
  }
}

/** Creates a hard link, which needs no space. Copies the file if the file system does not support links. */
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
