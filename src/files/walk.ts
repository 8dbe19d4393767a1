import { type Dirent, readdirSync, readFileSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { PreparationError } from '../util/errors.ts';
import { systemReason } from '../util/system-error.ts';
import { isLeftover } from './atomic-write.ts';
import { KUSTOMIZATIONS, MANIFEST } from './file-patterns.ts';
import { type IgnoreLevel, isIgnored, parseIgnore } from './ignore.ts';
import { targetOf, withSoundLinks } from './symlinks.ts';
import type { Entry, Tree } from './tree.ts';

/**
 * Lists files and folders in the order of their names. Skips hidden ones, and those that match `ignore` or a `.krmignore` file. As in
 * git, the file of an inner folder overrides that of an outer one; `ignore` overrides both.
 * The content of a single folder is written directly into the output folder; with several paths, each has its own name there.
 * @throws PreparationError if a path does not exist or two lead to one file.
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
    throw new PreparationError('file-unreadable', `${path} cannot be read: ${systemReason(error)}`);
  }
}

/** The tree, below one path of the command line. */
type Branch = Tree & { root: string; ignore: IgnoreLevel };

/** `outer`: the patterns of the `.krmignore` files in parent folders. */
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
    tree.problems.push({
      path: folder,
      code: 'file-unreadable',
      message: `cannot be read: ${systemReason(error)}`,
    });
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
      tree.problems.push({ path, code: 'file-type', message: 'is not a file, folder or symbolic link' });
    }
  } catch (error) {
    const message = path.includes('\uFFFD')
      ? 'has a name that is not valid UTF-8; rename it'
      : `cannot be read: ${systemReason(error)}`;
    tree.problems.push({ path, code: 'file-unreadable', message });
  }
}

/** @throws PreparationError if two have the same path in the output folder. */
export function refuseCollisions(entries: readonly Entry[]): void {
  const seen = new Map<string, string>();
  for (const { name, path } of entries) {
    const other = seen.get(name);
    if (other !== undefined)
      throw new PreparationError(
        'file-collision',
        `${other} and ${path} would both be written as ${name}; prepare them in separate runs, into separate folders`,
      );
    seen.set(name, path);
  }
}

/** Rejects a file that two paths of the command line lead to: it would be changed twice. */
function refuseTwice(entries: readonly Entry[]): void {
  const seen = new Map<string, string>();
  for (const { kind, path } of entries) {
    if (kind === 'link' || kind === 'folder') continue;
    const real = targetOf(path) ?? path;
    const other = seen.get(real);
    if (other !== undefined)
      throw new PreparationError(
        'file-collision',
        `${path} is named twice${other === path ? '' : `, also as ${other}`}; name it once`,
      );
    seen.set(real, path);
  }
}
