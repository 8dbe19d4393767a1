import { InputError, PreparationError } from '../errors.ts';
import { withTemplateHint } from '../files/template-hint.ts';
import { observers } from '../inspection.ts';
import { FORMATS, type Format } from '../output/formats.ts';
import type { Source } from '../output/location.ts';
import { formatReport } from '../output/report.ts';
import { printable } from '../output/wrap.ts';
import { CostObserver } from '../report/cost-observer.ts';
import type { Result } from '../result.ts';
import { type Answer, type RunOptions, run } from '../run.ts';
import type { SourceText } from '../yaml/source-text.ts';
import type { Arguments } from './arguments.ts';
import { problemText } from './files-advice.ts';
import { readManifests } from './manifest-files.ts';
import { reportFor } from './report-file.ts';
import { runOptionsOf } from './run-options.ts';
import { filesOf, summaryLayout } from './summary-layout.ts';
import type { Terminal } from './terminal.ts';

/**
 * `check [PATH… | -]`: changes nothing. Gives the exit code: 1 where a workload is not fully prepared or an error stands,
 * or something is left out, with `--strict` also where a warning stands. A gate for pipelines, since some hosts skip functions and succeed.
 */
export function checkCommand(options: Arguments, terminal: Terminal): number {
  const format = (options.format ?? 'text') as Format;
  if (!FORMATS.includes(format))
    throw new PreparationError(`--format: "${format}" is none of ${FORMATS.join(', ')}`);
  const report = reportFor(options);
  const { source, sources, problems } = readManifests(options, () => terminal.readInput());
  const observer = new CostObserver();
  const answer = runOn(source, sources, {
    ...runOptionsOf(options, terminal),
    observer: observers([observer, ...(report ? [report.observer] : [])]),
  });
  const checked = asChecked(answer, options.strict);
  report?.write(checked, sources, problems);
  if (!options.quiet) {
    const layout = { ...summaryLayout(options, terminal, 'output'), ...filesOf(checked, sources) };
    const { costs, unsized } = observer;
    terminal.writeOutput(
      formatReport({ answer: checked, sources, costs, unsized, leftOut: problems }, format, layout),
    );
  }
  // SARIF has no place for them.
  if (options.quiet || format === 'sarif')
    for (const problem of problems) terminal.writeMessage(`left out  ${problemText(problem)}\n`);
  return checked.failed || problems.length > 0 ? 1 : 0;
}

/** An error in one of several files is told with the file's name and its own line. */
function runOn(source: SourceText, sources: readonly Source[], options: RunOptions): Answer {
  try {
    return run(source, options);
  } catch (error) {
    const place = error instanceof InputError ? error.cause : undefined;
    const file = place && sources.find(({ start, end }) => place.offset >= start && place.offset <= end);
    if (!file) throw error;
    const content = source.text.slice(file.start, file.end);
    const { message } = InputError.at(content, place.offset - file.start, place.message);
    throw new InputError(`${printable(file.file)}: ${withTemplateHint(message, content, 'check')}`);
  }
}

/** What would have been changed is what is not prepared: an error. A guess that leaves a workload out is none either. */
export function asChecked(answer: Answer, strict: boolean): Answer {
  const results = answer.results.map((result): Result => {
    const { problem, changed, ...rest } = result;
    if (changed)
      return { ...rest, changed: false, severity: 'error', message: `is not prepared: ${problem}` };
    const isGuess = result.rule === 'exempt-pods' && result.severity === 'warning';
    return isGuess ? { ...result, severity: 'error' } : result;
  });
  const failing = results.some(({ severity }) => severity === 'error' || (strict && severity === 'warning'));
  return { ...answer, results, failed: failing, checked: true };
}
