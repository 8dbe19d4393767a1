import { relative, sep } from 'node:path';
import { counted } from '../counted.ts';
import type { PreparedTogether } from '../files/prepare-together.ts';
import { deployedFiles } from '../files/stream.ts';
import type { Problem, Tree } from '../files/tree.ts';
import type { Outcome } from '../files/write-all.ts';
import { paint } from '../output/paint.ts';
import type { SummaryLayout } from '../output/summary.ts';
import { printable, wrap } from '../output/wrap.ts';
import type { FilesOptions } from './files-options.ts';

/** What there is to tell of the files of a run. */
export interface FilesResult {
  options: FilesOptions;
  tree: Tree;
  prepared: PreparedTogether;
  outcome: Outcome;
  problems: readonly Problem[];
  /** True where nothing is written, since it would not be whole or an error keeps `contrast generate` from being run. */
  isWithheld?: boolean;
  /** The exit code of the signal that stopped the writing. */
  signal?: number | undefined;
}

/** Problems that are told one by one. */
const MOST_PROBLEMS = 50;
const INDENT = 10;

/** What became of the files: those that were left out and why, and how many were prepared. With `quiet` only what went wrong. */
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
  problems: readonly Problem[],
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
    return 'nothing is written, since something is left out, and whoever reads stdout takes it for the whole: mend that, or leave it out yourself with --ignore';
  const why = prepared.answer.failed
    ? 'an error stands'
    : 'something is left out, and its manifest has to hold all of a deployment: mend that, or leave it out yourself with --ignore';
  return `contrast generate was not run and nothing is written, since ${why}`;
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
    const rest = destination.kind === 'out' ? 'the folder is not complete' : 'the others are as they were';
    return `stopped: ${counted(outcome.written.length, 'file')} written, each as a whole; ${rest}. Run it again`;
  }
  const unchanged = counting.length - changed;
  if (destination.kind === 'out') {
    const verb = dryRun ? 'would write' : 'wrote';
    return `${verb} to ${printable(destination.folder)}: ${counted(changed, 'prepared file')}, ${unchanged} without changes, ${counted(others, 'other file')}${leftOut}`;
  }
  if (destination.kind === 'stdout')
    return `${dryRun ? 'would write' : 'wrote'} to stdout: ${counted(changed, 'prepared file')}, ${unchanged} without changes${leftOut}`;
  if (destination.kind === 'in-place' && !dryRun) {
    const kept = outcome.written.length === 0 ? '' : '; what they were is kept beside them, as FILE.orig';
    return `changed ${counted(outcome.written.length, 'file')} in place, ${unchanged} had no need of it${leftOut}${kept}`;
  }
  return `${counted(changed, 'file')} would change, ${unchanged} would not${leftOut}`;
}

/** The name of a file in a diff: relative to the working directory, where the diff can be applied; else as it was given. */
export function diffName(file: string): string {
  const name = relative('', file);
  const isElsewhere = name.startsWith('..') || name === '';
  return (isElsewhere ? file.replace(/^(?:\.{0,2}[/\\])+|^[A-Za-z]:[/\\]/, '') : name).split(sep).join('/');
}
