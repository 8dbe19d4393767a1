import { asInFile } from '../../files/concatenate.ts';
import { checkGenerateFolder } from '../../files/generate-folder-check.ts';
import { checkOutputFolder } from '../../files/output-folder.ts';
import { deployedFiles, streamOf } from '../../files/output-stream.ts';
import type { PreparedFiles } from '../../files/prepare-files.ts';
import { generateTogether } from '../../files/run-generate.ts';
import { unifiedDiff } from '../../files/unified-diff.ts';
import { type Outcome, prepareInPlace, type Steps, writeCopies } from '../../files/write-output.ts';
import { collectResults } from '../../report/summary/collector.ts';
import { failureLine } from '../../report/summary/failure-line.ts';
import { formatSummary, headOf } from '../../report/summary/index.ts';
import { type Progress, progressLine, silentProgress } from '../../util/progress.ts';
import { generateFrom } from '../generate.ts';
import type { Arguments } from '../parse-args.ts';
import { reportFor } from '../report-file.ts';
import { diffLayout, filesOf, summaryLayout } from '../summary-layout.ts';
import type { Terminal } from '../terminal.ts';
import { type FilesInput, nothingToDo, readFiles } from './input.ts';
import { type FilesOptions, filesOptions } from './options.ts';
import { prepareFiles } from './prepare.ts';
import { diffName, type FilesResult, outcomeText } from './text.ts';

/**
 * `files PATH… --out FOLDER | --out - | --in-place | --diff | --dry-run`. Returns the exit code: 0 if everything is prepared, 1 if errors
 * remain or a file was left out, 2 if therefore nothing is written to stdout. With `--diff`, as diff: 0 no changes, 1 changes, 2 error.
 * @throws PreparationError if nothing can be done.
 */
export async function filesCommand(given: Arguments, terminal: Terminal): Promise<number> {
  const options = filesOptions(given);
  checkFolders(options, given.reportFile);
  const report = reportFor(given);
  const progress = progressFor(given, terminal);
  try {
    const input = readFiles(options, given, progress);
    const prepared = prepareFiles(options, input, given, terminal, progress, report);
    const problems = [...input.problems, ...prepared.broken];
    if (manifestsFor(options, prepared).length === 0) throw nothingToDo(options.paths, problems);
    progress.end();
    showFindings(options, { ...prepared, problems }, given, terminal);
    const result = await finish({ options, input, prepared, problems }, terminal, progress);
    // Only now it is known which files could not be written.
    if (result.outcome.failed.length > 0) report?.write(prepared.answer, prepared.sources, result.problems);
    progress.end();
    terminal.writeMessage(outcomeText(result, given.quiet, summaryLayout(given, terminal, 'messages')));
    if (given.quiet) terminal.writeMessage(quietVerdict(result));
    return result.signal ?? exitCodeOf(result);
  } finally {
    progress.end();
  }
}

function checkFolders({ destination, paths, generate }: FilesOptions, reportFile: string | undefined): void {
  const out = destination.kind === 'out' ? destination.folder : undefined;
  if (out !== undefined) checkOutputFolder(out, paths, reportFile);
  if (generate) checkGenerateFolder(generate.folder, paths, out);
}

function progressFor({ quiet }: Arguments, terminal: Terminal): Progress {
  if (quiet || !terminal.interactive) return silentProgress;
  return progressLine(
    (text) => terminal.writeMessage(text),
    () => performance.now(),
  );
}

/** Writes the diff to stdout, everything else to stderr. */
function showFindings(
  { destination }: FilesOptions,
  { answer, sources, files, problems }: PreparedFiles & Pick<Work, 'problems'>,
  given: Arguments,
  terminal: Terminal,
): void {
  if (destination.kind === 'diff')
    for (const file of files)
      terminal.writeOutput(unifiedDiff(diffName(file.file), asInFile(file), diffLayout(terminal)));
  if (given.quiet) return;
  const layout = summaryLayout(given, terminal, 'messages');
  terminal.writeMessage(
    formatSummary(collectResults(answer.results), {
      ...headOf(answer),
      ...layout,
      ...filesOf(answer, sources),
      leftOut: problems.length,
    }),
  );
}

function quietVerdict({ prepared: { answer }, problems }: FilesResult): string {
  const state = { failed: answer.failed, leftOut: problems.length };
  return failureLine(collectResults(answer.results), state, 'run without --quiet to see them');
}

/** The files to write; on stdout only manifests. */
function manifestsFor({ destination }: FilesOptions, prepared: PreparedFiles): PreparedFiles['files'] {
  return destination.kind === 'stdout' ? deployedFiles(prepared) : prepared.files;
}

interface Work {
  options: FilesOptions;
  input: FilesInput;
  prepared: PreparedFiles;
  problems: FilesResult['problems'];
}

/** True if the output must be complete: the Contrast manifest covers a whole deployment, and objects missing in a stream may be deleted. */
function mustBeWhole({ destination, generate }: FilesOptions): boolean {
  return generate !== undefined || destination.kind === 'stdout';
}

/** Writes the prepared files to their destination. */
async function finish(
  { options, input: { tree }, prepared, problems }: Work,
  terminal: Terminal,
  progress: Progress,
): Promise<FilesResult> {
  const { generate } = options;
  const outcome: Outcome = { written: [], failed: [], backups: [] };
  const isWithheld =
    (generate !== undefined && prepared.answer.failed) || (mustBeWhole(options) && problems.length > 0);
  if (isWithheld) return { options, tree, prepared, outcome, problems, isWithheld };
  const made = generate
    ? await generateTogether(prepared, (streams) => generateFrom(streams, generate, terminal))
    : prepared;
  const signal = options.dryRun
    ? undefined
    : await terminal.stoppable((stop) => write(options, tree, made, { outcome, stop, progress }, terminal));
  return { options, tree, prepared: made, outcome, problems: [...problems, ...outcome.failed], signal };
}

async function write(
  { destination }: FilesOptions,
  tree: FilesInput['tree'],
  prepared: PreparedFiles,
  steps: Steps,
  terminal: Terminal,
): Promise<void> {
  if (destination.kind === 'out') await writeCopies(destination.folder, tree.entries, prepared, steps);
  if (destination.kind === 'stdout') terminal.writeOutput(streamOf(prepared));
  if (destination.kind === 'in-place')
    await prepareInPlace(tree.leftovers, prepared.files, destination.keepsBackups, steps);
}

function exitCodeOf({ options, prepared, problems }: FilesResult): number {
  const { answer, files } = prepared;
  if (options.destination.kind === 'stdout' && problems.length > 0) return 2;
  if (options.destination.kind !== 'diff') return answer.failed || problems.length > 0 ? 1 : 0;
  if (problems.length > 0) return 2;
  return files.some(({ changes }) => changes.length > 0) ? 1 : 0;
}
