import { chmodSync, mkdirSync, realpathSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { PreparationError } from '../errors.ts';
import type { Progress } from '../output/progress.ts';
import type { Stop } from '../stoppable.ts';
import { systemReason } from '../system-reason.ts';
import type { PreparedFile } from './joined.ts';
import { openOutFolder } from './out-folder.ts';
import { overwrittenIn } from './own-files.ts';
import type { PreparedTogether } from './prepare-together.ts';
import type { Entry, Problem } from './tree.ts';
import { putCopy, putText, replaceKeeping } from './write.ts';

/** What became of the files on the disk. */
export interface Outcome {
  /** Written files: names in the out folder, or paths of those that were changed in place. */
  written: string[];
  failed: Problem[];
  backups: string[];
}

/** What each step of the writing needs. */
export interface Steps {
  outcome: Outcome;
  stop: Stop;
  progress: Progress;
}

/**
 * Writes the prepared manifests and copies of the other files to the out folder; every file as a whole or not at all. A file that
 * cannot be written is told of, and the next one is tried.
 * @throws PreparationError where the folder itself cannot be used.
 */
export async function writeCopies(
  out: string,
  entries: readonly Entry[],
  { files, foreign, own }: PreparedTogether,
  { outcome, stop, progress }: Steps,
): Promise<void> {
  const texts = new Map(files.map(({ file, prepared }) => [file, prepared]));
  const copies = new Set(foreign);
  for (const path of own) texts.delete(path);
  // A manifest that could not be prepared has no place among those that were.
  const wanted = entries.filter(
    ({ kind, path }) => kind !== 'manifest' || texts.has(path) || copies.has(path),
  );
  const isFile = ({ kind }: Entry) => kind !== 'folder';
  const names = wanted.filter(isFile).map(({ name }) => name);
  const folders = wanted.filter(({ kind }) => kind === 'folder').map(({ name }) => name);
  const folder = opened(() => openOutFolder(out, names, folders), out);
  try {
    for (const entry of wanted) {
      if (stop.code !== undefined) return;
      progress.show(`writing ${outcome.written.length} of ${names.length} files`);
      const problem = attempt(entry.path, () =>
        writeEntry(entry, join(out, entry.name), texts.get(entry.path)),
      );
      if (problem) outcome.failed.push(problem);
      else if (isFile(entry)) outcome.written.push(entry.name);
      await setImmediate();
    }
    const problem = attempt(out, () => {
      refuseOverwritten(out, outcome);
      finishFolders(out, wanted);
      folder.close(outcome.written);
    });
    if (problem) outcome.failed.push(problem);
  } finally {
    folder.abandon();
  }
}

function refuseOverwritten(out: string, outcome: Outcome): void {
  for (const name of overwrittenIn(out, outcome.written)) {
    const message = 'is lost: this file system takes its name for that of another file of the run';
    outcome.failed.push({ path: join(out, name), message });
    outcome.written = outcome.written.filter((one) => one !== name);
  }
}

function opened<T>(open: () => T, out: string): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof PreparationError) throw error;
    throw new PreparationError(`--out ${out}: cannot be written: ${systemReason(error)}`);
  }
}

function writeEntry({ kind, path, mode, target }: Entry, to: string, text: string | undefined): void {
  if (kind === 'folder') {
    // Until all of its files are there it has to be open to us.
    mkdirSync(to, { recursive: true });
    chmodSync(to, mode | 0o700);
  } else if (kind === 'link') {
    putLink(target!, to);
  } else if (text !== undefined) {
    putText(to, text, mode);
  } else {
    putCopy(path, to, mode);
  }
}

function putLink(target: string, to: string): void {
  const draft = join(dirname(to), `.link.${process.pid}.prepare-contrast`);
  try {
    symlinkSync(target, draft);
    renameSync(draft, to);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** A folder that is closed to its owner, as the original, can be closed when its files are written. */
function finishFolders(out: string, entries: readonly Entry[]): void {
  for (const { kind, mode, name } of [...entries].reverse()) {
    const to = join(out, name);
    if (kind === 'folder' && statSync(to, { throwIfNoEntry: false })?.isDirectory()) chmodSync(to, mode);
  }
}

/** Changes the files themselves, where there is something to change, and keeps what they were beside them. */
export async function prepareInPlace(
  leftovers: readonly string[],
  files: readonly PreparedFile[],
  { outcome, stop, progress }: Steps,
): Promise<void> {
  for (const path of leftovers) attempt(path, () => rmSync(path, { force: true }));
  const changed = files.filter(({ changes }) => changes.length > 0);
  for (const { file, content, prepared } of changed) {
    if (stop.code !== undefined) return;
    progress.show(`writing ${outcome.written.length} of ${changed.length} files`);
    const problem = attempt(file, () => {
      outcome.backups.push(replaceKeeping(realpathSync(file), Buffer.from(content, 'utf8'), prepared));
    });
    if (problem) outcome.failed.push(problem);
    else outcome.written.push(file);
    await setImmediate();
  }
}

function attempt(path: string, work: () => void): Problem | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return { path, message: `cannot be written: ${systemReason(error)}` };
  }
}
