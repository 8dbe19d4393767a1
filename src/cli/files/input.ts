import { readFileSync } from 'node:fs';
import type { ManifestFile } from '../../files/concatenate.ts';
import type { FileProblem, Tree } from '../../files/tree.ts';
import { readTree, refuseCollisions } from '../../files/walk.ts';
import { PreparationError, type Problem } from '../../util/errors.ts';
import type { Progress } from '../../util/progress.ts';
import { systemReason } from '../../util/system-error.ts';
import { linesOf } from '../../yaml/carriage-returns.ts';
import { decode } from '../../yaml/decode.ts';
import type { Arguments } from '../parse-args.ts';
import { problemsOf, problemText } from './hints.ts';
import type { FilesOptions } from './options.ts';

/** The files to prepare. */
export interface FilesInput {
  tree: Tree;
  files: ManifestFile[];
  problems: FileProblem[];
}

/**
 * Finds and reads the files of a run. Unreadable files become problems; the others are still read.
 * @throws PreparationError if a path of the command line does not exist.
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
      const { text, ...kind } = linesOf(decode(readFileSync(path)));
      files.push({ file: path, content: text, ...kind });
    } catch (error) {
      const { code, message }: Problem =
        error instanceof PreparationError
          ? error
          : { code: 'file-unreadable', message: `cannot be read: ${systemReason(error)}` };
      problems.push({ path, code, message });
    }
  }
  return { tree, files, problems };
}

/** The error if no manifest was found. */
export function nothingToDo(paths: readonly string[], problems: readonly FileProblem[]): PreparationError {
  const nothing = `no manifest to prepare in ${paths.join(', ')} (.yaml, .yml and .json files; hidden files are ignored)`;
  return new PreparationError('no-manifests', [...problems.map(problemText), nothing].join('\n'));
}
