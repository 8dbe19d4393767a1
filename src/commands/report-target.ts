import { readFileSync, statSync } from 'node:fs';
import { PreparationError } from '../errors.ts';
import { MANIFEST } from '../files/names.ts';
import { realOf } from '../files/paths.ts';
import type { Arguments } from './arguments.ts';

/** How reports begin that are text, JSON or SARIF; a full disk may have cut one off. */
const REPORT =
  /^prepare-contrast: |^\{\s*(?:"apiVersion": "prepare-contrast\.dev\/\w+",\s*"kind": "Report"|"\$schema": "[^"]*sarif)/;
/** A line with what says that there is an object, in YAML or JSON; SARIF has kinds too, but none at the beginning of a line. */
const OBJECT = /^(?:[ \t{[-]*["']?apiVersion|\{?["']?kind)["']?\s*:/m;

/**
 * Makes sure that a report replaces nothing but an earlier one: where the flag's value was forgotten, the next word is taken for it,
 * and that is a manifest.
 * @throws PreparationError where the file is read by the run or holds something else than reports do.
 */
export function checkReportTarget(file: string, { config, words }: Arguments): void {
  const fail = (why: string) =>
    new PreparationError(`--report-file ${file}: ${why}, which the report would replace; name another file`);
  const target = realOf(file);
  if (config !== undefined && realOf(config) === target) throw fail('is the configuration');
  if (words.some((word) => word !== '-' && realOf(word) === target))
    throw fail('is to be read as a manifest');
  // A terminal or a pipe holds nothing.
  if (!statSync(target, { throwIfNoEntry: false })?.isFile()) return;
  const text = textOf(target, file);
  const isManifest = MANIFEST.test(target) ? !isReport(text) : OBJECT.test(text);
  if (isManifest) throw fail('is there already and holds a manifest, or something else that is no report');
}

function textOf(target: string, file: string): string {
  try {
    return readFileSync(target, 'utf8');
  } catch (error) {
    throw new PreparationError(`--report-file ${file}: cannot be read: ${(error as Error).message}`);
  }
}

/** True for a report, for what stands in its place after an error, and for a file that holds nothing. */
function isReport(text: string): boolean {
  return text.trim() === '' || REPORT.test(text);
}
