import { readFileSync } from 'node:fs';
import { decode } from '../decode.ts';
import { PreparationError } from '../errors.ts';
import type { ManifestFile } from '../files/joined.ts';
import { checkOutFolder } from '../files/out-folder.ts';
import { type PreparedTogether, prepareTogether } from '../files/prepare-together.ts';
import { type Problem, readTree, refuseCollisions, type Tree } from '../files/tree.ts';
import { type Outcome, prepareInPlace, writeCopies } from '../files/write-all.ts';
import { type Observer, observers } from '../inspection.ts';
import { type Progress, progressLine, silentProgress } from '../output/progress.ts';
import { formatSummary } from '../output/summary.ts';
import { unifiedDiff } from '../output/unified-diff.ts';
import type { Arguments } from './arguments.ts';
import { readConfigurationFile } from './configuration-file.ts';
import { adviceFor } from './files-advice.ts';
import { type FilesOptions, filesOptions } from './files-options.ts';
import { diffName, type FilesResult, outcomeText } from './files-text.ts';
import { type ReportFile, reportTo } from './report-file.ts';
import { sizesBeside } from './sizes-beside.ts';
import { diffLayout, filesOf, summaryLayout } from './summary-layout.ts';
import type { Terminal } from './terminal.ts';

/**
 * `files PATH… --out FOLDER | --in-place | --diff | --dry-run`. Gives the exit code: 0 where all is prepared, 1 where an error stands
 * or a file is left out; with `--diff` as `diff` has it: 0 no changes, 1 changes, 2 trouble.
 * @throws PreparationError where nothing is done at all.
 */
export async function filesCommand(given: Arguments, terminal: Terminal): Promise<number> {
  const options = filesOptions(given);
  const { destination, paths } = options;
  if (destination.kind === 'out') checkOutFolder(destination.folder, paths, given.reportFile);
  const progress = progressFor(given, terminal);
  try {
    const work = readWork(options, given, progress);
    const report = given.reportFile === undefined ? undefined : reportTo(given.reportFile);
    const prepared = prepare(work, given, terminal, progress, report);
    const problems = [...work.problems, ...prepared.broken];
    if (prepared.files.length === 0) throw nothingToDo(paths, problems);
    const { outcome, signal } = await writeFiles(options, work.tree, prepared, terminal, progress);
    progress.end();
    problems.push(...outcome.failed);
    if (outcome.failed.length > 0) report?.write(prepared.answer, prepared.sources, problems);
    const stopped = signal !== undefined;
    const result = { options, tree: work.tree, prepared, outcome, problems, stopped, quiet: given.quiet };
    tell(result, given, terminal);
    return signal ?? exitCodeOf(result);
  } finally {
    progress.end();
  }
}

function progressFor({ quiet }: Arguments, terminal: Terminal): Progress {
  if (quiet || !terminal.interactive) return silentProgress;
  return progressLine(
    (text) => terminal.writeMessage(text),
    () => performance.now(),
  );
}

async function writeFiles(
  { destination, dryRun }: FilesOptions,
  tree: Tree,
  prepared: PreparedTogether,
  terminal: Terminal,
  progress: Progress,
): Promise<{ outcome: Outcome; signal?: number | undefined }> {
  const outcome: Outcome = { written: [], failed: [], backups: [] };
  if (dryRun) return { outcome };
  const signal = await terminal.stoppable(async (stopped) => {
    const steps = { outcome, stopped, progress };
    if (destination.kind === 'out') await writeCopies(destination.folder, tree.entries, prepared, steps);
    if (destination.kind === 'in-place') await prepareInPlace(tree.leftovers, prepared.files, steps);
  });
  return { outcome, signal };
}

/** The diff goes to stdout, everything else to stderr. */
function tell(result: FilesResult, given: Arguments, terminal: Terminal): void {
  const { options, prepared } = result;
  const { answer, sources, files } = prepared;
  if (options.destination.kind === 'diff')
    for (const file of files)
      terminal.writeOutput(unifiedDiff(diffName(file.file), file, diffLayout(terminal)));
  const layout = summaryLayout(given, terminal, 'messages');
  if (!given.quiet) {
    const { profile, selected, results } = answer;
    terminal.writeMessage(
      formatSummary(results, { ...layout, ...filesOf(answer, sources), profile, selected }),
    );
  }
  terminal.writeMessage(outcomeText(result, layout));
}

function exitCodeOf({ options, prepared, problems }: FilesResult): number {
  const { answer, files } = prepared;
  if (options.destination.kind !== 'diff') return answer.failed || problems.length > 0 ? 1 : 0;
  if (problems.length > 0) return 2;
  return files.some(({ changes }) => changes.length > 0) ? 1 : 0;
}

/** What is there to be prepared. */
interface Work {
  tree: Tree;
  files: ManifestFile[];
  problems: Problem[];
}

function readWork({ paths, ignore, destination }: FilesOptions, given: Arguments, progress: Progress): Work {
  const tree = readTree(paths, ignore);
  if (destination.kind === 'out') refuseCollisions(tree.entries);
  const problems = [
    ...tree.problems,
    ...tree.recognised.map((one): Problem => ({ path: one.path, message: adviceFor(one, given) })),
  ];
  const files: ManifestFile[] = [];
  for (const { kind, path } of tree.entries) {
    if (kind !== 'manifest') continue;
    progress.show(`reading ${path}`);
    try {
      files.push({ file: path, content: decode(readFileSync(path)) });
    } catch (error) {
      const { message } = error as Error;
      problems.push({
        path,
        message: error instanceof PreparationError ? message : `cannot be read: ${message}`,
      });
    }
  }
  return { tree, files, problems };
}

function prepare(
  work: Work,
  given: Arguments,
  terminal: Terminal,
  progress: Progress,
  report: ReportFile | undefined,
): PreparedTogether {
  const prepared = prepareTogether(work.files, {
    ...(given.config === undefined ? {} : { configuration: readConfigurationFile(given.config) }),
    readSizesFile: sizesBeside(given.config),
    assignments: given.assignments,
    problems: given.problems,
    namespace: given.namespace ?? '',
    environment: terminal.environment,
    observer: observers([counting(progress), ...(report ? [report.observer] : [])]),
  });
  report?.write(prepared.answer, prepared.sources, [...work.problems, ...prepared.broken]);
  return prepared;
}

function counting(progress: Progress): Observer {
  let count = 0;
  return {
    before() {},
    after: () => progress.show(`preparing workload ${++count}`),
    restart() {
      count = 0;
    },
  };
}

function nothingToDo(paths: readonly string[], problems: readonly Problem[]): PreparationError {
  const nothing = `no manifest to prepare in ${paths.join(', ')} (.yaml, .yml and .json files; hidden ones are left out)`;
  return new PreparationError(
    [...problems.map(({ path, message }) => `${path}: ${message}`), nothing].join('\n'),
  );
}
