import { observers } from '../engine/inspect-workload.ts';
import { type RunResult, run } from '../engine/run.ts';
import { runTogether } from '../files/prepare-files.ts';
import type { FileProblem } from '../files/tree.ts';
import { CostObserver } from '../report/costs/cost-observer.ts';
import type { Source } from '../report/location.ts';
import type { Result } from '../rules/result.ts';
import { type SourceText, sourceText } from '../yaml/source.ts';
import { type Manifests, readManifests } from './manifest-files.ts';
import type { Arguments } from './parse-args.ts';
import { reportFor } from './report-file.ts';
import { runOptionsOf } from './run-options.ts';
import { outputFormat, showReport } from './show-report.ts';
import type { Terminal } from './terminal.ts';

/**
 * `check [PATH… | -]`: changes nothing. Returns exit code 1 if a workload is not fully prepared, an error remains or a file was left
 * out, with `--strict` also for warnings. A gate for pipelines, because some hosts skip functions and succeed.
 */
export function checkCommand(options: Arguments, terminal: Terminal): number {
  const format = outputFormat(options);
  const report = reportFor(options);
  const manifests = readManifests(options, () => terminal.readInput());
  let observer = new CostObserver();
  const runOptions = runOptionsOf(options, terminal);
  const work = (source: string | SourceText) => {
    observer = new CostObserver();
    const observed = observers([observer, ...(report ? [report.observe()] : [])]);
    return run(source, { ...runOptions, observer: observed });
  };
  const { answer, sources, problems } = runOn(manifests, work);
  const checked = asCheckResult(answer, options.strict);
  report?.write(checked, sources, problems);
  const { costs, unsized } = observer;
  return showReport(
    { answer: checked, sources, costs, unsized, leftOut: problems },
    format,
    options,
    terminal,
  );
}

/** Runs on the manifests. In files, those that cannot be read become problems. */
function runOn(
  manifests: Manifests,
  work: (source: string | SourceText) => RunResult,
): { answer: RunResult; sources: readonly Source[]; problems: FileProblem[] } {
  if (manifests.kind === 'stream') {
    const { source } = manifests;
    const sources = [{ file: 'stdin', start: 0, end: source.text.length + 1 }];
    return { answer: work(source), sources, problems: [] };
  }
  const { files, problems } = manifests;
  const { answer, joined, broken } = runTogether(files, 'check', ({ text, encoding }) =>
    work(encoding === undefined ? text : { ...sourceText(text), encoding }),
  );
  return { answer, sources: joined.sources, problems: [...problems, ...broken] };
}

/** The rules that report pods which are not prepared, unless the user accepts that. */
const UNPREPARED = new Set(['exempt-pods', 'generated-pods']);

/** In check mode every fix that would be applied becomes an error, and so do pods that nobody prepares. */
export function asCheckResult(answer: RunResult, strict: boolean): RunResult {
  const results = answer.results.map((result): Result => {
    const { problem, changed, cause, ...rest } = result;
    if (changed)
      return {
        ...rest,
        changed: false,
        severity: 'error',
        message: `is not prepared: ${problem}`,
        ...(cause && { cause: { ...cause, message: `not prepared: ${cause.message}` } }),
        fixable: true,
      };
    const isUnprepared = UNPREPARED.has(result.rule) && result.severity === 'warning';
    return isUnprepared ? { ...result, severity: 'error' } : result;
  });
  const failing = results.some(({ severity }) => severity === 'error' || (strict && severity === 'warning'));
  return { ...answer, results, failed: failing, checked: true };
}
