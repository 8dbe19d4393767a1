import { realpathSync } from 'node:fs';
import type { Tree } from './tree.ts';

/**
 * A link stays a link where what it leads to is part of the run too. Any other would lead from the prepared copies to something
 * that is not prepared, or to nothing.
 */
export function withSoundLinks(tree: Tree): Tree {
  const known = new Set(
    tree.entries.filter(({ kind }) => kind !== 'link').map(({ root, path }) => `${root}\n${targetOf(path)}`),
  );
  const problems = [...tree.problems];
  const entries = tree.entries.filter(({ kind, path, root, target = '' }) => {
    if (kind !== 'link') return true;
    const real = targetOf(path);
    if (!target.startsWith('/') && real !== undefined && known.has(`${root}\n${real}`)) return true;
    const message =
      real === undefined
        ? `is a link to ${target}, which is not there or leads back to it`
        : `is a link to ${target}, which is not prepared with it: name that file or folder itself`;
    problems.push({ path, message });
    return false;
  });
  return { ...tree, entries, problems };
}

/** The path without links; undefined where it leads nowhere. */
export function targetOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
