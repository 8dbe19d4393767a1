import { chmodSync, mkdirSync, realpathSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { PreparationError } from '../util/errors.ts';
import type { Progress } from '../util/progress.ts';
import type { Stop } from '../util/stop.ts';
import { systemReason } from '../util/system-error.ts';
import { putCopy, putText, replaceInPlace } from './atomic-write.ts';
import { asInFile, type PreparedFile } from './concatenate.ts';
import { openOutputFolder } from './output-folder.ts';
import { overwrittenIn } from './output-manifest.ts';
import type { PreparedFiles } from './prepare-files.ts';
import type { Entry, FileProblem } from './tree.ts';

/** Result of writing the files. */
export interface Outcome {
  /** Written files: names in the output folder, or paths of files that were changed in place. */
  written: string[];
  failed: FileProblem[];
  backups: string[];
}

/** Context of each writing step. */
export interface Steps {
  outcome: Outcome;
  stop: Stop;
  progress: Progress;
}

/**
 * Writes the prepared manifests and copies of the other files to the output folder, each file completely or not at all. A file that
 * cannot be written is reported, and the others are still written.
 * @throws PreparationError if the folder itself cannot be used.
 */
export async function writeCopies(
  out: string,
  entries: readonly Entry[],
  { files, foreign, own }: PreparedFiles,
  { outcome, stop, progress }: Steps,
): Promise<void> {
  const texts = new Map(files.map(asInFile).map(({ file, prepared }) => [file, prepared]));
  const copies = new Set(foreign);
  for (const path of own) texts.delete(path);
  // A manifest that could not be prepared is not copied.
  const wanted = entries.filter(
    ({ kind, path }) => kind !== 'manifest' || texts.has(path) || copies.has(path),
  );
  const isFile = ({ kind }: Entry) => kind !== 'folder';
  const names = wanted.filter(isFile).map(({ name }) => name);
  const folders = wanted.filter(({ kind }) => kind === 'folder').map(({ name }) => name);
  const folder = opened(() => openOutputFolder(out, names, folders), out);
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
    const message =
      'was overwritten: the file system treats its name as that of another file of this run; rename it';
    outcome.failed.push({ path: join(out, name), code: 'file-collision', message });
    outcome.written = outcome.written.filter((one) => one !== name);
  }
}

function opened<T>(open: () => T, out: string): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof PreparationError) throw error;
    throw new PreparationError('file-unwritable', `--out ${out}: cannot be written: ${systemReason(error)}`);
  }
}

function writeEntry({ kind, path, mode, target }: Entry, to: string, text: string | undefined): void {
  if (kind === 'folder') {
    // Must be writable until all of its files are written.
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

/** Applies the original permissions after all files are written, because they may not allow writing. */
function finishFolders(out: string, entries: readonly Entry[]): void {
  for (const { kind, mode, name } of [...entries].reverse()) {
    const to = join(out, name);
    if (kind === 'folder' && statSync(to, { throwIfNoEntry: false })?.isDirectory()) chmodSync(to, mode);
  }
}

/** Changes the files in place if necessary, and with `keepsBackups` keeps backups next to them. */
export async function prepareInPlace(
  leftovers: readonly string[],
  files: readonly PreparedFile[],
  keepsBackups: boolean,
  { outcome, stop, progress }: Steps,
): Promise<void> {
  for (const path of leftovers) attempt(path, () => rmSync(path, { force: true }));
  const changed = files.filter(({ changes }) => changes.length > 0);
  for (const { file, content, prepared } of changed.map(asInFile)) {
    if (stop.code !== undefined) return;
    progress.show(`writing ${outcome.written.length} of ${changed.length} files`);
    const problem = attempt(file, () => {
      const before = Buffer.from(content, 'utf8');
      const backup = replaceInPlace(realpathSync(file), before, prepared, keepsBackups);
      if (backup !== undefined) outcome.backups.push(backup);
    });
    if (problem) outcome.failed.push(problem);
    else outcome.written.push(file);
    await setImmediate();
  }
}

function attempt(path: string, work: () => void): FileProblem | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return { path, code: 'file-unwritable', message: `cannot be written: ${systemReason(error)}` };
  }
}
