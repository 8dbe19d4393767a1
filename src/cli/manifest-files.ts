import type { ManifestFile } from '../files/concatenate.ts';
import type { FileProblem } from '../files/tree.ts';
import { readTree } from '../files/walk.ts';
import { PreparationError } from '../util/errors.ts';
import { decodeSource } from '../yaml/decode.ts';
import type { SourceText } from '../yaml/source.ts';
import { readFile } from './configuration-file.ts';
import { problemsOf, problemText } from './files/hints.ts';
import type { Arguments } from './parse-args.ts';

/** The manifests of the command line: those of stdin alone, or files, to which stdin may belong. */
export type Manifests =
  | { kind: 'stream'; source: SourceText }
  | {
      kind: 'files';
      files: ManifestFile[];
      /** Files and folders that are left out, with reasons. */
      problems: FileProblem[];
    };

/**
 * Reads the manifests in the files and folders of the command line, selected as in `files`; reads stdin without paths or for `-`.
 * A file that cannot be read is a problem, and the others are still read.
 * @throws PreparationError if a path of the command line does not exist or no manifest can be read.
 */
export function readManifests(given: Arguments, readInput: () => SourceText): Manifests {
  const { words } = given;
  if (words.length === 0 || (words.length === 1 && words[0] === '-'))
    return { kind: 'stream', source: readInput() };
  const tree = readTree(
    words.filter((word) => word !== '-'),
    given.given.get('--ignore') ?? [],
  );
  const problems = problemsOf(tree, given);
  const found = tree.entries.filter(({ kind }) => kind === 'manifest');
  const paths = words.flatMap((word) =>
    word === '-' ? ['-'] : found.filter(({ root }) => root === word).map(({ path }) => path),
  );
  const files: ManifestFile[] = [];
  for (const path of paths) {
    try {
      // Each file is decoded by itself, so that an error names the file.
      const { text, encoding } = path === '-' ? readInput() : decodeSource(readFile(path));
      files.push({ file: path === '-' ? 'stdin' : path, content: text, ...(encoding && { encoding }) });
    } catch (error) {
      if (path === '-' || !(error instanceof PreparationError)) throw error;
      problems.push({ path, code: error.code, message: error.message });
    }
  }
  if (files.length === 0) {
    const nothing = `no .yaml, .yml or .json file in ${words.join(', ')}`;
    const [first] = problems;
    throw new PreparationError(
      first?.code ?? 'no-manifests',
      problems.map(problemText).join('\n') || nothing,
    );
  }
  return { kind: 'files', files, problems };
}
