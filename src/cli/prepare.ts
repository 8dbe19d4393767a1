import { type RunResult, run } from '../engine/run.ts';
import { collectResults, ResultCollector } from '../report/summary/collector.ts';
import { failureLine } from '../report/summary/failure-line.ts';
import { formatSummary, headOf, roomFor, type SummaryLayout } from '../report/summary/index.ts';
import { errorText, PreparationError } from '../util/errors.ts';
import type { Arguments } from './parse-args.ts';
import type { ReportFile } from './report-file.ts';
import { runOptionsOf } from './run-options.ts';
import { summaryLayout } from './summary-layout.ts';
import type { Terminal } from './terminal.ts';

const HINT = 'run prepare-contrast check on the manifests, or without --quiet, to see them';

/** Features that only users ask for, so that runs by hosts do not load them. */
export interface Extras {
  /** `--report-file`. */
  report?: ReportFile | undefined;
  /** `--generate`: writes the result, and returns the exit code. */
  generate?(answer: RunResult): Promise<number>;
}

/** `krm` and `post-render`: stdin to stdout. Returns exit code 1 if errors remain; the output is complete in any case. */
export async function prepareCommand(
  options: Arguments,
  terminal: Terminal,
  extras: Extras = {},
): Promise<number> {
  const answer = prepareInput(options, terminal, extras.report);
  if (extras.generate) return extras.generate(answer);
  terminal.writeOutput(answer.chunks);
  return answer.failed ? 1 : 0;
}

function prepareInput(options: Arguments, terminal: Terminal, report: ReportFile | undefined): RunResult {
  const source = terminal.readInput();
  const layout = summaryLayout(options, terminal, 'messages');
  const forUser = { lines: 20, rows: 20, ...summaryLayout(options, terminal, 'user') };
  const shown = terminal.environment.HELM_PLUGIN_DIR ? forUser : layout;
  // A report shows all results, so the run must keep them.
  const collector = report ? undefined : new ResultCollector(roomFor(shown));
  const answer = run(source, {
    ...runOptionsOf(options, terminal),
    allowEmpty: options.command === 'post-render',
    observer: report?.observe(),
    resultSink: collector,
  });
  report?.write(answer, [{ file: 'stdin', start: 0, end: source.text.length }]);
  const collected = collector ?? collectResults(answer.results);
  // kpt prints the results itself, but not what an exit code of 1 means.
  if (options.quiet || answer.host === 'kpt')
    terminal.writeMessage(failureLine(collected, { failed: answer.failed, leftOut: 0 }, HINT));
  else showSummary(answer, collected, { layout, forUser }, terminal);
  return answer;
}

/** Prints the summary. Helm 4 hides the stderr of plugins, so it also goes to the terminal. */
function showSummary(
  answer: RunResult,
  collector: ResultCollector,
  { layout, forUser }: Record<'layout' | 'forUser', SummaryLayout>,
  terminal: Terminal,
): void {
  const head = headOf(answer);
  terminal.writeMessage(formatSummary(collector, { ...head, ...layout }));
  if (answer.host === 'helm 4') terminal.writeToUser(formatSummary(collector, { ...head, ...forUser }));
}

/** Shows an error on the terminal under Helm 4, which hides the stderr of plugins. */
export function showToUser(error: unknown, quiet: boolean, terminal: Terminal): void {
  if (error instanceof PreparationError && !quiet && terminal.environment.HELM_PLUGIN_DIR)
    terminal.writeToUser(errorText(error));
}
