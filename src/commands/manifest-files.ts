import { decode } from '../decode.ts';
import { PreparationError } from '../errors.ts';
import { joinFiles } from '../files/joined.ts';
import { type Problem, readTree } from '../files/tree.ts';
import type { Source } from '../output/location.ts';
import { type SourceText, sourceText } from '../yaml/source-text.ts';
import type { Arguments } from './arguments.ts';
import { readFile } from './configuration-file.ts';
import { problemsOf, problemText } from './files-advice.ts';

/** Manifests as one stream: what one file says holds for the others too. */
export interface Manifests {
  source: SourceText;
  sources: Source[];
  /** Files and folders that are left out, and why. */
  problems: Problem[];
}

/**
 * The manifests of the files and folders that the command line names, found as `files` finds them, or of stdin where none or `-` is
 * named.
 * @throws PreparationError, naming the file, where one cannot be read, and where there is none.
 */
export function readManifests(given: Arguments, readInput: () => SourceText): Manifests {
  const { words } = given;
  if (words.length === 0 || (words.length === 1 && words[0] === '-')) {
    const source = readInput();
    return { source, sources: [{ file: 'stdin', start: 0, end: source.text.length + 1 }], problems: [] };
  }
  const tree = readTree(
    words.filter((word) => word !== '-'),
    given.given.get('--ignore') ?? [],
  );
  const problems = problemsOf(tree, given);
  const found = tree.entries.filter(({ kind }) => kind === 'manifest');
  const files = words.flatMap((word) =>
    word === '-' ? ['-'] : found.filter(({ root }) => root === word).map(({ path }) => path),
  );
  if (files.length === 0) {
    const nothing = `no .yaml, .yml or .json file in ${words.join(', ')}`;
    throw new PreparationError([...problems.map(problemText), nothing].join('\n'));
  }
  const joined = joinFiles(
    files.map((file) => ({
      file: file === '-' ? 'stdin' : file,
      content: file === '-' ? readInput().text : contentOf(file),
    })),
  );
  return { source: sourceText(joined.text), sources: joined.sources, problems };
}

/** Each file is read by itself first, so that an error names the file and its own line. */
function contentOf(file: string): string {
  try {
    return decode(readFile(file));
  } catch (error) {
    throw new PreparationError(`${file}: ${(error as Error).message}`);
  }
}
