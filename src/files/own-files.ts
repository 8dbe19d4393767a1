import { existsSync, lstatSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { putText } from './write.ts';

/** Says which files in an out folder are from an earlier run. No suffix that programs take for a manifest. */
export const LIST = '.prepare-contrast-files';
const HEAD = '# Written by prepare-contrast files: these are its own, and the next run writes them anew.\n';

/** Names of the files in an out folder that runs have written, as its list has them. */
export function listOf(out: string): string[] {
  const file = join(out, LIST);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap(nameIn)
    .filter((name) => !name.split(/[/\\]/).includes('..'));
}

/** A line that someone has spoilt names nothing, so that its file counts as somebody else's. */
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
 * Names that were written and are not there: file systems that make no difference between capitals and small letters keep the last of
 * two files only. How accents are coded is the file system's choice.
 */
export function overwrittenIn(out: string, written: readonly string[]): string[] {
  const found = new Set(Array.from(filesIn(out), (name) => name.normalize()));
  return written.filter((name) => !found.has(name.normalize()));
}

/** Removes a file, and the folders that it leaves empty. What a link leads to is none of the out folder's. */
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
 * Takes away what an earlier run wrote where something of another kind is to be now: a file or a link in place of a folder, which
 * would be written through, or a folder in place of a file. Gives the names of `earlier` that are left.
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

/** Removes a folder that has nothing in it but such folders. @throws Error of the system where there is more. */
function removeEmpty(folder: string): void {
  for (const name of readdirSync(folder)) removeEmpty(join(folder, name));
  rmdirSync(folder);
}

/** The folders that a name stands in, the innermost first. */
function foldersOf(name: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(name); folder !== '.'; folder = dirname(folder)) folders.push(folder);
  return folders;
}
