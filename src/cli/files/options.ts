import type { Generate } from '../../contrast-generate/generate.ts';
import type { ErrorCode } from '../../util/error-codes.ts';
import { PreparationError } from '../../util/errors.ts';
import { isOn } from '../boolean-flags.ts';
import type { Arguments } from '../parse-args.ts';

/** Where `files` writes prepared manifests. */
export type Destination =
  | { kind: 'out'; folder: string }
  | { kind: 'stdout' }
  | { kind: 'in-place'; keepsBackups: boolean }
  | { kind: 'diff' }
  | { kind: 'none' };

export interface FilesOptions {
  paths: string[];
  destination: Destination;
  /** True to do everything except writing. */
  dryRun: boolean;
  ignore: readonly string[];
  verbose: boolean;
  /** How to run `contrast generate` on the prepared manifests. */
  generate: Generate | undefined;
}

/** @throws PreparationError if paths or destination are missing or contradictory. */
export function filesOptions({ words, given, generate }: Arguments): FilesOptions {
  const fail = (code: ErrorCode, message: string) =>
    new PreparationError(code, `files: ${message}. See --help`);
  if (words.length === 0) throw fail('usage-missing-argument', 'name the files and folders to prepare');
  if (words.includes('-'))
    throw fail(
      'usage-unexpected-argument',
      'reads files and folders; pipe a stream into prepare-contrast without a command',
    );
  const folder = given.get('--out')?.at(-1);
  const inPlace = isOn(given, '--in-place');
  const keepsBackups = !isOn(given, '--no-backup');
  const diff = isOn(given, '--diff');
  const dryRun = isOn(given, '--dry-run');
  if (folder === '') throw fail('usage-missing-argument', '--out needs a folder');
  if (diff && (folder !== undefined || inPlace || dryRun))
    throw fail('usage-conflict', '--diff writes no files; remove --out, --in-place and --dry-run');
  if (folder !== undefined && inPlace)
    throw fail('usage-conflict', '--out and --in-place are mutually exclusive');
  if (!keepsBackups && !inPlace) throw fail('usage-conflict', '--no-backup needs --in-place');
  if (folder === undefined && !inPlace && !diff && !dryRun)
    throw fail(
      'usage-missing-argument',
      'choose a destination: --out FOLDER for prepared copies, --out - for stdout, --in-place, or --diff or --dry-run for a preview',
    );
  if (generate && (diff || dryRun))
    throw fail(
      'usage-conflict',
      `--generate runs contrast, which writes its manifest and keys; remove it to preview the preparation with ${diff ? '--diff' : '--dry-run'}`,
    );
  return {
    paths: words,
    destination: inPlace
      ? { kind: 'in-place', keepsBackups }
      : folder === undefined
        ? { kind: diff ? 'diff' : 'none' }
        : folder === '-'
          ? { kind: 'stdout' }
          : { kind: 'out', folder },
    dryRun,
    ignore: given.get('--ignore') ?? [],
    verbose: isOn(given, '--verbose'),
    generate,
  };
}
