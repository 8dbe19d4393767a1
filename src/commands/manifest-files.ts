import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from '../decode.ts';
import { PreparationError } from '../errors.ts';
import { joinFiles } from '../files/joined.ts';
import type { Source } from '../output/location.ts';
import { type SourceText, sourceText } from '../yaml/source-text.ts';
import { readFile } from './configuration-file.ts';

const MANIFEST = /\.(ya?ml|json)$/i;

/**
 * The manifests of files and folders (searched below, hidden ones left out), or of stdin where none or `-` is named, as one
 * stream: what one file says holds for the others too.
 * @throws PreparationError, naming the file, where one cannot be read, and where there is none.
 */
export function readManifests(
  paths: readonly string[],
  readInput: () => SourceText,
): { source: SourceText; sources: Source[] } {
  if (paths.length === 0 || (paths.length === 1 && paths[0] === '-')) {
    const source = readInput();
    return { source, sources: [{ file: 'stdin', start: 0, end: source.text.length + 1 }] };
  }
  const files = paths.flatMap((path) => (path === '-' ? ['-'] : filesIn(path)));
  if (files.length === 0) throw new PreparationError(`no .yaml, .yml or .json file in ${paths.join(', ')}`);
  const joined = joinFiles(
    files.map((file) => ({
      file: file === '-' ? 'stdin' : file,
      content: file === '-' ? readInput().text : contentOf(file),
    })),
  );
  return { source: sourceText(joined.text), sources: joined.sources };
}

function filesIn(path: string): string[] {
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch (error) {
    throw new PreparationError(`${path} cannot be read: ${(error as Error).message}`);
  }
  if (!isFolder) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const inside = join(path, entry.name);
      return entry.isDirectory() ? filesIn(inside) : MANIFEST.test(entry.name) ? [inside] : [];
    });
}

/** Each file is read by itself first, so that an error names the file and its own line. */
function contentOf(file: string): string {
  try {
    return decode(readFile(file));
  } catch (error) {
    throw new PreparationError(`${file}: ${(error as Error).message}`);
  }
}
