import { existsSync, lstatSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { putText } from './atomic-write.ts';

/** Lists the files of an output folder that are from an earlier run. Its name has no manifest suffix. */
export const LIST = '.prepare-contrast-files';
const HEAD =
  '# Written by prepare-contrast files. The next run overwrites or removes the files listed here.\n';

/** Reads the list of the files that earlier runs have written to an output folder. */
export function listOf(out: string): string[] {
  const file = join(out, LIST);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap(nameIn)
    .filter((name) => !name.split(/[/\\]/).includes('..'));
}

/** An invalid line is ignored, so its file counts as unrelated. */
function nameIn(line: string): string[] {
  try {
    return [String(JSON.parse(line))];
  } catch {
    return [];
  }
}

export function writeList(out: string, names: readonly string[]): void {
  const lines = [...names].sort().map((name) => `${JSON.stringify(name)}\n`);
  putText(join(out, LIST), `${HEAD}${lines.join('')}`, 0o644);
}

/** The files and links below a folder, with slashes. */
export function* filesIn(folder: string, prefix = ''): Iterable<string> {
  for (const item of readdirSync(folder, { withFileTypes: true })) {
    if (item.isDirectory()) yield* filesIn(join(folder, item.name), `${prefix}${item.name}/`);
    else yield `${prefix}${item.name}`;
  }
}

/**
 * Returns names that were written but do not exist: case-insensitive file systems keep only the last of two files. Ignores
 * differences in Unicode normalization, which the file system chooses.
 */
export function overwrittenIn(out: string, written: readonly string[]): string[] {
  const found = new Set(Array.from(filesIn(out), (name) => name.normalize()));
  return written.filter((name) => !found.has(name.normalize()));
}

/** Removes a file and the folders that become empty. Does not follow symbolic links. */
export function removeWithFolders(out: string, name: string): void {
  const folders = foldersOf(name);
  const isLink = (folder: string) =>
    lstatSync(join(out, folder), { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  if (folders.some(isLink)) return;
  rmSync(join(out, name), { force: true });
  for (const folder of folders) {
    try {
      rmdirSync(join(out, folder));
    } catch {
      return; // It is not empty.
    }
  }
}

/**
 * Removes output of earlier runs that would conflict in type: a file or symbolic link where a folder is needed, or the reverse.
 * Returns the names that remain of `earlier`.
 */
export function clearTheWay(
  out: string,
  earlier: readonly string[],
  { names, folders }: { names: readonly string[]; folders: readonly string[] },
): string[] {
  const [isName, isFolder] = [new Set(names), new Set(folders)];
  const left = earlier.filter((name) => {
    const isInTheWay = isFolder.has(name) || foldersOf(name).some((folder) => isName.has(folder));
    if (isInTheWay) removeWithFolders(out, name);
    return !isInTheWay;
  });
  for (const name of names) {
    if (lstatSync(join(out, name), { throwIfNoEntry: false })?.isDirectory()) removeEmpty(join(out, name));
  }
  return left;
}

/** Removes a folder that contains only empty folders. @throws system errors if it contains more. */
function removeEmpty(folder: string): void {
  for (const name of readdirSync(folder)) removeEmpty(join(folder, name));
  rmdirSync(folder);
}

/** Returns the parent folders of a name, innermost first. */
function foldersOf(name: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(name); folder !== '.'; folder = dirname(folder)) folders.push(folder);
  return folders;
}
