import { PreparationError } from '../errors.ts';
import type { Generate } from '../generate/generate.ts';
import type { Arguments } from './arguments.ts';
import { isOn } from './switches.ts';

/** Where `files` puts what it prepared. */
export type Destination =
  | { kind: 'out'; folder: string }
  | { kind: 'stdout' }
  | { kind: 'in-place' }
  | { kind: 'diff' }
  | { kind: 'none' };

export interface FilesOptions {
  paths: string[];
  destination: Destination;
  /** True where everything is done but writing. */
  dryRun: boolean;
  ignore: readonly string[];
  verbose: boolean;
  /** Where what was prepared goes through `contrast generate`. */
  generate: Generate | undefined;
}

/** @throws PreparationError where the command does not say what to prepare, or where to. */
export function filesOptions({ words, given, generate }: Arguments): FilesOptions {
  const fail = (message: string) => new PreparationError(`files: ${message}. See --help`);
  if (words.length === 0) throw fail('name the files and folders to prepare');
  if (words.includes('-'))
    throw fail('reads files and folders; pipe a stream into prepare-contrast without a command');
  const folder = given.get('--out')?.at(-1);
  const inPlace = isOn(given, '--in-place');
  const diff = isOn(given, '--diff');
  const dryRun = isOn(given, '--dry-run');
  if (folder === '') throw fail('--out needs a folder');
  if (diff && (folder !== undefined || inPlace || dryRun))
    throw fail(
      '--diff shows what would change and writes nothing: leave out --out, --in-place and --dry-run',
    );
  if (folder !== undefined && inPlace) throw fail('--out and --in-place exclude each other');
  if (folder === undefined && !inPlace && !diff && !dryRun)
    throw fail(
      'say where to: --out FOLDER for prepared copies, --out - for stdout, --in-place, or --diff or --dry-run to look first',
    );
  if (generate && (diff || dryRun))
    throw fail(
      `--generate runs contrast, which writes its manifest and keys: leave it out, and ${diff ? '--diff' : '--dry-run'} shows what is prepared`,
    );
  return {
    paths: words,
    destination:
      folder === undefined
        ? { kind: inPlace ? 'in-place' : diff ? 'diff' : 'none' }
        : folder === '-'
          ? { kind: 'stdout' }
          : { kind: 'out', folder },
    dryRun,
    ignore: given.get('--ignore') ?? [],
    verbose: isOn(given, '--verbose'),
    generate,
  };
}
