import { checkGenerateFolder } from '../files/generate-folder.ts';
import { generateTogether } from '../files/generated.ts';
import { checkOutFolder } from '../files/out-folder.ts';
import type { PreparedTogether } from '../files/prepare-together.ts';
import { deployedFiles, streamOf } from '../files/stream.ts';
import { type Outcome, prepareInPlace, type Steps, writeCopies } from '../files/write-all.ts';
import { digestOf } from '../output/digest.ts';
import { type Progress, progressLine, silentProgress } from '../output/progress.ts';
import { formatSummary } from '../output/summary.ts';
import { unifiedDiff } from '../output/unified-diff.ts';
import type { Arguments } from './arguments.ts';
import { type FilesInput, nothingToDo, readFiles } from './files-input.ts';
import { type FilesOptions, filesOptions } from './files-options.ts';
import { prepareFiles } from './files-prepare.ts';
import { diffName, type FilesResult, outcomeText } from './files-text.ts';
import { generateFrom } from './generate.ts';
import { reportFor } from './report-file.ts';
import { diffLayout, filesOf, summaryLayout } from './summary-layout.ts';
import type { Terminal } from './terminal.ts';

/**
 * `files PATH… --out FOLDER | --out - | --in-place | --diff | --dry-run`. Gives the exit code: 0 where all is prepared, 1 where an error
 * stands or a file is left out, 2 where that keeps stdout empty; with `--diff` as `diff` has it: 0 no changes, 1 changes, 2 trouble.
 * @throws PreparationError where nothing is done at all.
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
    tellFindings(options, prepared, given, terminal);
    const result = await finish({ options, input, prepared, problems }, terminal, progress);
    // What could not be written is known only now.
    if (result.outcome.failed.length > 0) report?.write(prepared.answer, prepared.sources, result.problems);
    progress.end();
    terminal.writeMessage(outcomeText(result, given.quiet, summaryLayout(given, terminal, 'messages')));
    return result.signal ?? exitCodeOf(result);
  } finally {
    progress.end();
  }
}

function checkFolders({ destination, paths, generate }: FilesOptions, reportFile: string | undefined): void {
  const out = destination.kind === 'out' ? destination.folder : undefined;
  if (out !== undefined) checkOutFolder(out, paths, reportFile);
  if (generate) checkGenerateFolder(generate.folder, paths, out);
}

function progressFor({ quiet }: Arguments, terminal: Terminal): Progress {
  if (quiet || !terminal.interactive) return silentProgress;
  return progressLine(
    (text) => terminal.writeMessage(text),
    () => performance.now(),
  );
}

/** The diff goes to stdout, everything else to stderr. */
function tellFindings(
  { destination }: FilesOptions,
  { answer, sources, files }: PreparedTogether,
  given: Arguments,
  terminal: Terminal,
): void {
  if (destination.kind === 'diff')
    for (const file of files)
      terminal.writeOutput(unifiedDiff(diffName(file.file), file, diffLayout(terminal)));
  if (given.quiet) return;
  const layout = summaryLayout(given, terminal, 'messages');
  const { profile, selected, results } = answer;
  terminal.writeMessage(
    formatSummary(digestOf(results), { ...layout, ...filesOf(answer, sources), profile, selected }),
  );
}

/** What there is to be written: on stdout nothing but manifests. */
function manifestsFor({ destination }: FilesOptions, prepared: PreparedTogether): PreparedTogether['files'] {
  return destination.kind === 'stdout' ? deployedFiles(prepared) : prepared.files;
}

interface Work {
  options: FilesOptions;
  input: FilesInput;
  prepared: PreparedTogether;
  problems: FilesResult['problems'];
}

/** `contrast` only gets all of a deployment, since its manifest holds it as a whole; what is missing in a stream may be deleted. */
function mustBeWhole({ destination, generate }: FilesOptions): boolean {
  return generate !== undefined || destination.kind === 'stdout';
}

/** Takes what was prepared to where it goes. */
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
  prepared: PreparedTogether,
  steps: Steps,
  terminal: Terminal,
): Promise<void> {
  if (destination.kind === 'out') await writeCopies(destination.folder, tree.entries, prepared, steps);
  if (destination.kind === 'stdout') terminal.writeOutput(streamOf(prepared));
  if (destination.kind === 'in-place') await prepareInPlace(tree.leftovers, prepared.files, steps);
}

function exitCodeOf({ options, prepared, problems }: FilesResult): number {
  const { answer, files } = prepared;
  if (options.destination.kind === 'stdout' && problems.length > 0) return 2;
  if (options.destination.kind !== 'diff') return answer.failed || problems.length > 0 ? 1 : 0;
  if (problems.length > 0) return 2;
  return files.some(({ changes }) => changes.length > 0) ? 1 : 0;
}
