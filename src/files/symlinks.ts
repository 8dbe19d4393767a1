import { realpathSync } from 'node:fs';
import type { Tree } from './tree.ts';

/**
 * A symbolic link is kept if its target is part of the run too. Any other link would lead from the prepared copies to something
 * that is not prepared, or be broken.
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
        ? `is a symbolic link to ${target}, which does not exist or leads back to it`
        : `is a symbolic link to ${target}, which is not part of this run; name the target itself`;
    problems.push({ path, code: 'file-link', message });
    return false;
  });
  return { ...tree, entries, problems };
}

/** Resolves symbolic links; undefined if the target does not exist. */
export function targetOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
