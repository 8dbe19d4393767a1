import { readFileSync } from 'node:fs';
import { decode } from '../decode.ts';
import { PreparationError } from '../errors.ts';
import type { ManifestFile } from '../files/joined.ts';
import { type Problem, readTree, refuseCollisions, type Tree } from '../files/tree.ts';
import type { Progress } from '../output/progress.ts';
import { systemReason } from '../system-reason.ts';
import type { Arguments } from './arguments.ts';
import { problemsOf, problemText } from './files-advice.ts';
import type { FilesOptions } from './files-options.ts';

/** What is there to be prepared. */
export interface FilesInput {
  tree: Tree;
  files: ManifestFile[];
  problems: Problem[];
}

/**
 * Finds and reads the files of a run; what cannot be read is a problem, and the others are read all the same.
 * @throws PreparationError where a path of the command line is not there.
 */
export function readFiles(
  { paths, ignore, destination }: FilesOptions,
  given: Arguments,
  progress: Progress,
): FilesInput {
  const tree = readTree(paths, ignore);
  if (destination.kind === 'out') refuseCollisions(tree.entries);
  const problems = problemsOf(tree, given);
  const files: ManifestFile[] = [];
  for (const { kind, path } of tree.entries) {
    if (kind !== 'manifest') continue;
    progress.show(`reading ${path}`);
    try {
      files.push({ file: path, content: decode(readFileSync(path)) });
    } catch (error) {
      const message =
        error instanceof PreparationError ? error.message : `cannot be read: ${systemReason(error)}`;
      problems.push({ path, message });
    }
  }
  return { tree, files, problems };
}

/** What is to be said where no manifest was found. */
export function nothingToDo(paths: readonly string[], problems: readonly Problem[]): PreparationError {
  const nothing = `no manifest to prepare in ${paths.join(', ')} (.yaml, .yml and .json files; hidden ones are left out)`;
  return new PreparationError([...problems.map(problemText), nothing].join('\n'));
}
