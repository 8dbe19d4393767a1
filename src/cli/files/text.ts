import { relative, sep } from 'node:path';
import { deployedFiles } from '../../files/output-stream.ts';
import type { PreparedFiles } from '../../files/prepare-files.ts';
import type { FileProblem, Tree } from '../../files/tree.ts';
import type { Outcome } from '../../files/write-output.ts';
import type { SummaryLayout } from '../../report/summary/index.ts';
import { paint } from '../../util/colour.ts';
import { pluralize } from '../../util/plural.ts';
import { printable, wrap } from '../../util/text.ts';
import type { FilesOptions } from './options.ts';

/** What happened to the files of a run. */
export interface FilesResult {
  options: FilesOptions;
  tree: Tree;
  prepared: PreparedFiles;
  outcome: Outcome;
  problems: readonly FileProblem[];
  /** True if nothing is written, because the output would be incomplete or an error prevents `contrast generate`. */
  isWithheld?: boolean;
  /** The exit code of the signal that stopped the writing. */
  signal?: number | undefined;
}

/** Maximum number of problems to list. */
const MOST_PROBLEMS = 50;
const INDENT = 10;

/** Reports the files that were left out and why, and how many were prepared. With `quiet` only problems. */
export function outcomeText(result: FilesResult, quiet: boolean, layout: SummaryLayout): string {
  const { problems, options, isWithheld = false, signal } = result;
  const parts: string[] = [];
  if (problems.length > 0) parts.push(problemList(problems, layout));
  if (!quiet && (options.verbose || options.dryRun)) parts.push(fileList(result));
  if (isWithheld) parts.push(withheldText(result));
  else if (!quiet || signal !== undefined) parts.push(countsOf(result));
  const text = parts.filter((part) => part !== '').join('\n\n');
  return text === '' ? '' : `${quiet ? '' : '\n'}${text}\n`;
}

function problemList(
  problems: readonly FileProblem[],
  { width = Infinity, colour = false }: SummaryLayout,
): string {
  const lines = problems.slice(0, MOST_PROBLEMS).map(({ path, message }) => {
    const text = printable(`${path}: ${message}`);
    return `${paint('left out', 'error', colour)}  ${wrap(text, width, INDENT).join(`\n${' '.repeat(INDENT)}`)}`;
  });
  if (problems.length > MOST_PROBLEMS) lines.push(`… and ${problems.length - MOST_PROBLEMS} more`);
  return lines.join('\n');
}

function fileList({ prepared, options, outcome, tree }: FilesResult): string {
  const others = tree.entries
    .filter(({ kind }) => kind === 'other' || kind === 'link')
    .map(({ path }) => path);
  const copied = options.destination.kind === 'out' ? [...prepared.foreign, ...others] : [];
  const lines = prepared.files.map(
    ({ file, changes }) => `${changes.length > 0 ? 'changed  ' : 'unchanged'} ${printable(file)}`,
  );
  return [
    ...lines,
    ...copied.map((path) => `copied    ${printable(path)}`),
    ...outcome.backups.map((path) => `kept      ${printable(path)}`),
  ].join('\n');
}

function withheldText({ prepared, options }: FilesResult): string {
  if (!options.generate)
    return 'nothing was written, because files were left out and readers of stdout expect all manifests; fix the files, or exclude them with --ignore';
  const why = prepared.answer.failed
    ? 'errors remain'
    : 'files were left out and the Contrast manifest must cover the whole deployment; fix the files, or exclude them with --ignore';
  return `contrast generate was not run and nothing was written, because ${why}`;
}

function countsOf({ prepared, options, outcome, problems, signal, tree }: FilesResult): string {
  const { destination, dryRun } = options;
  const isCopied = destination.kind === 'out' || destination.kind === 'stdout';
  const counting = isCopied ? deployedFiles(prepared) : prepared.files;
  const changed = counting.filter(({ changes }) => changes.length > 0).length;
  const others =
    tree.entries.filter(({ kind }) => kind === 'other' || kind === 'link').length + prepared.foreign.length;
  const leftOut = problems.length === 0 ? '' : `, ${problems.length} left out`;
  if (signal !== undefined) {
    const rest = destination.kind === 'out' ? 'the folder is incomplete' : 'the other files are unchanged';
    return `stopped: ${pluralize(outcome.written.length, 'file')} written completely; ${rest}. Run the command again`;
  }
  const unchanged = counting.length - changed;
  if (destination.kind === 'out') {
    const verb = dryRun ? 'would write' : 'wrote';
    return `${verb} to ${printable(destination.folder)}: ${pluralize(changed, 'prepared file')}, ${unchanged} without changes, ${pluralize(others, 'other file')}${leftOut}`;
  }
  if (destination.kind === 'stdout')
    return `${dryRun ? 'would write' : 'wrote'} to stdout: ${pluralize(changed, 'prepared file')}, ${unchanged} without changes${leftOut}`;
  if (destination.kind === 'in-place' && !dryRun) {
    const kept = outcome.backups.length === 0 ? '' : '; the originals are kept as FILE.orig';
    return `changed ${pluralize(outcome.written.length, 'file')} in place, ${unchanged} unchanged${leftOut}${kept}`;
  }
  return `${pluralize(changed, 'file')} would change, ${unchanged} would not${leftOut}`;
}

/** The name of a file in a diff: relative to the working directory if the file is below it, so that the diff can be applied there. */
export function diffName(file: string): string {
  const name = relative('', file);
  const isElsewhere = name.startsWith('..') || name === '';
  return (isElsewhere ? file.replace(/^(?:\.{0,2}[/\\])+|^[A-Za-z]:[/\\]/, '') : name).split(sep).join('/');
}
