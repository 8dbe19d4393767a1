import type { ReportFormat } from '../report/formats/format.ts';
import { formatNamed, formatNames, formatReport } from '../report/formats/index.ts';
import type { Report } from '../report/report.ts';
import { collectResults } from '../report/summary/collector.ts';
import { failureLine } from '../report/summary/failure-line.ts';
import { PreparationError } from '../util/errors.ts';
import { problemText } from './files/hints.ts';
import { showFoundConfiguration } from './find-configuration.ts';
import type { Arguments } from './parse-args.ts';
import { filesOf, summaryLayout } from './summary-layout.ts';
import type { Terminal } from './terminal.ts';

/** The format that `--format` selects. @throws PreparationError for an unknown one. */
export function outputFormat({ format: name = 'text' }: Arguments): ReportFormat {
  const format = formatNamed(name);
  if (format) return format;
  throw new PreparationError(
    'usage-unknown-name',
    `--format: unknown format "${name}"; available formats: ${formatNames.join(', ')}`,
  );
}

/**
 * Writes the report of a run that changes nothing to stdout, and what the format cannot express to stderr. Returns the exit code: 1 for
 * errors and for files that were left out.
 */
export function showReport(
  report: Report,
  format: ReportFormat,
  options: Arguments,
  terminal: Terminal,
): number {
  const { answer, sources, leftOut } = report;
  if (!options.quiet) {
    const layout = { ...summaryLayout(options, terminal, 'output'), ...filesOf(answer, sources) };
    terminal.writeOutput(formatReport(report, format, layout));
  }
  if (!options.quiet && format.omitsConfiguration) showFoundConfiguration(options, terminal);
  if (options.quiet || format.omitsLeftOut)
    for (const problem of leftOut) terminal.writeMessage(`left out  ${problemText(problem)}\n`);
  if (options.quiet || format.name !== 'text') {
    const hint = options.quiet ? 'run without --quiet to see them' : 'see the report';
    const state = { failed: answer.failed, leftOut: leftOut.length };
    terminal.writeMessage(failureLine(collectResults(answer.results), state, hint));
  }
  return answer.failed || leftOut.length > 0 ? 1 : 0;
}
