import { type Dirent, readdirSync, readFileSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { PreparationError } from '../errors.ts';
import { systemReason } from '../system-reason.ts';
import { type IgnoreLevel, isIgnored, parseIgnore } from './ignore.ts';
import { targetOf, withSoundLinks } from './links.ts';
import { KUSTOMIZATIONS, MANIFEST } from './names.ts';
import { isLeftover } from './write.ts';

/** One thing that a run has to do with. */
export interface Entry {
  kind: 'folder' | 'manifest' | 'other' | 'link';
  /** Where it is, as users would write it. */
  path: string;
  /** Where it goes, relative to the out folder, with slashes. */
  name: string;
  /** The path of the command line that it was found under. */
  root: string;
  /** Permission bits. */
  mode: number;
  /** What a link says. */
  target?: string;
}

/** A file or folder that is left out, and why. */
export interface Problem {
  path: string;
  message: string;
}

/** Everything that is to be looked at. */
export interface Tree {
  entries: Entry[];
  problems: Problem[];
  /** Charts and kustomizations: what they hold is not yet what a cluster gets. */
  recognised: { path: string; kind: 'chart' | 'kustomization' }[];
  /** Drafts that a run has left which was killed. */
  leftovers: string[];
}

/**
 * Lists files and folders in the order of their names. Hidden ones are left out, and what `ignore` or a `.krmignore` file names; as for
 * git, the file of an inner folder counts more than that of an outer one, and `ignore` most.
 * One folder's content goes straight into the out folder; of several paths each goes there under its own name.
 * @throws PreparationError where a path is not there or two lead to one file.
 */
export function readTree(paths: readonly string[], ignore: readonly string[]): Tree {
  const tree: Tree = { entries: [], problems: [], recognised: [], leftovers: [] };
  const rules = parseIgnore(ignore.join('\n'));
  for (const path of paths) {
    const stats = statOf(path);
    const name = basename(resolve(path));
    const mode = stats.mode & 0o777;
    if (!stats.isDirectory()) tree.entries.push({ kind: 'manifest', path, name, root: path, mode });
    else {
      const prefix = paths.length === 1 ? '' : `${name}/`;
      if (prefix !== '') tree.entries.push({ kind: 'folder', path, name, root: path, mode });
      readFolder({ ...tree, root: path, ignore: { prefix, rules } }, path, prefix, []);
    }
  }
  if (paths.length > 1) refuseTwice(tree.entries);
  return withSoundLinks(tree);
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw new PreparationError(`${path} cannot be read: ${systemReason(error)}`);
  }
}

/** The tree, below one path of the command line. */
type Branch = Tree & { root: string; ignore: IgnoreLevel };

/** `outer` is what the `.krmignore` files of the folders above say. */
function readFolder(tree: Branch, folder: string, prefix: string, outer: readonly IgnoreLevel[]): void {
  let items: Dirent[];
  let levels = outer;
  try {
    items = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    if (items.some(({ name }) => name === '.krmignore')) {
      const rules = parseIgnore(readFileSync(join(folder, '.krmignore'), 'utf8'));
      levels = [...outer, { prefix, rules }];
    }
  } catch (error) {
    tree.problems.push({ path: folder, message: `cannot be read: ${systemReason(error)}` });
    return;
  }
  const names = items.map(({ name }) => name);
  if (names.includes('Chart.yaml')) return void tree.recognised.push({ path: folder, kind: 'chart' });
  if (KUSTOMIZATIONS.some((name) => names.includes(name)))
    return void tree.recognised.push({ path: folder, kind: 'kustomization' });
  for (const item of items) {
    const name = `${prefix}${item.name}`;
    if (isLeftover(item.name)) tree.leftovers.push(join(folder, item.name));
    const isLeftOut = isIgnored(name, item.isDirectory(), [...levels, tree.ignore]);
    if (!item.name.startsWith('.') && !isLeftOut) addItem(tree, item, join(folder, item.name), name, levels);
  }
}

function addItem(
  tree: Branch,
  item: Dirent,
  path: string,
  name: string,
  levels: readonly IgnoreLevel[],
): void {
  const { root } = tree;
  try {
    if (item.isSymbolicLink()) {
      tree.entries.push({ kind: 'link', path, name, root, mode: 0, target: readlinkSync(path) });
      return;
    }
    const mode = statSync(path).mode & 0o777;
    if (item.isDirectory()) {
      tree.entries.push({ kind: 'folder', path, name, root, mode });
      readFolder(tree, path, `${name}/`, levels);
    } else if (item.isFile()) {
      tree.entries.push({ kind: MANIFEST.test(name) ? 'manifest' : 'other', path, name, root, mode });
    } else {
      tree.problems.push({ path, message: 'is no file, folder or link' });
    }
  } catch (error) {
    const message = path.includes('\uFFFD')
      ? 'has a name that is no UTF-8: rename it'
      : `cannot be read: ${systemReason(error)}`;
    tree.problems.push({ path, message });
  }
}

/** @throws PreparationError where two would go to one place in the out folder. */
export function refuseCollisions(entries: readonly Entry[]): void {
  const seen = new Map<string, string>();
  for (const { name, path } of entries) {
    const other = seen.get(name);
    if (other !== undefined)
      throw new PreparationError(
        `${other} and ${path} would both be written as ${name}: prepare them in two runs, into two folders`,
      );
    seen.set(name, path);
  }
}

/** A file that two paths of the command line lead to would be changed twice. */
function refuseTwice(entries: readonly Entry[]): void {
  const seen = new Map<string, string>();
  for (const { kind, path } of entries) {
    if (kind === 'link' || kind === 'folder') continue;
    const real = targetOf(path) ?? path;
    const other = seen.get(real);
    if (other !== undefined)
      throw new PreparationError(
        `${path} is named twice${other === path ? '' : `, as ${other} too`}: name it once`,
      );
    seen.set(real, path);
  }
}
