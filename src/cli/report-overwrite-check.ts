import { readFileSync, statSync } from 'node:fs';
import { realOf } from '../files/paths.ts';
import { formats } from '../report/formats/index.ts';
import { PreparationError } from '../util/errors.ts';
import type { Arguments } from './parse-args.ts';

/**
 * Makes sure that a report overwrites only an earlier report: if the value of the flag was forgotten, the next word, a manifest, takes
 * its place.
 * @throws PreparationError if the run reads the file, or the file contains something other than a report.
 */
export function checkReportTarget(
  file: string,
  { config, words }: Pick<Arguments, 'config' | 'words'>,
): void {
  const fail = (why: string) =>
    new PreparationError(
      'report-target-invalid',
      `--report-file ${file}: ${why}, which the report would overwrite; choose another file`,
    );
  const target = realOf(file);
  if (config !== undefined && realOf(config) === target) throw fail('is the configuration');
  if (words.some((word) => word !== '-' && realOf(word) === target)) throw fail('is an input file');
  // A terminal or a pipe has no content to lose.
  if (!statSync(target, { throwIfNoEntry: false })?.isFile()) return;
  const text = textOf(target, file);
  if (!isReport(text)) throw fail('exists and contains something other than a report');
}

function textOf(target: string, file: string): string {
  try {
    return readFileSync(target, 'utf8');
  } catch (error) {
    throw new PreparationError(
      'file-unreadable',
      `--report-file ${file}: cannot be read: ${(error as Error).message}`,
    );
  }
}

/** True for a report, for the error message that can replace it, and for an empty file. */
function isReport(text: string): boolean {
  return text.trim() === '' || formats.some(({ begins }) => begins.test(text));
}
