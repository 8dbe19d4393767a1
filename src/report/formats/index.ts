import { isAtLeast } from '../../rules/result.ts';
import { errorText, type PreparationError } from '../../util/errors.ts';
import { Locator } from '../location.ts';
import type { Report } from '../report.ts';
import type { SummaryLayout } from '../summary/index.ts';
import type { ReportFormat } from './format.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { htmlPage } from './html/page.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown/index.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';

/** All output formats. `--format`, the suffixes of `--report-file`, help, completions and documentation read this list. */
export const formats: readonly ReportFormat[] = [
  text,
  json,
  sarif,
  github,
  markdown,
  htmlPage,
  junit,
  gitlab,
];

export const formatNames: readonly string[] = formats.map(({ name }) => name);

export function formatNamed(name: string): ReportFormat | undefined {
  return formats.find((format) => format.name === name);
}

/** The format that the suffix of a file selects; `text` for unknown suffixes. */
export function formatForFile(file: string): ReportFormat {
  const path = file.toLowerCase();
  const matchLength = ({ suffixes }: ReportFormat) =>
    Math.max(0, ...suffixes.filter((suffix) => path.endsWith(suffix)).map((suffix) => suffix.length));
  return formats.reduce((best, format) => (matchLength(format) > matchLength(best) ? format : best));
}

/** Formats the error of a run in place of its report. */
export function formatError(error: PreparationError, format: ReportFormat): string {
  return format.formatError?.(error) ?? errorText(error);
}

/** Formats a report. `layout` applies to `text` only. */
export function formatReport(report: Report, format: ReportFormat, layout: SummaryLayout = {}): string {
  const locator = new Locator(report.answer.source, report.sources);
  const allFindings = report.answer.results.map((result) => ({ result, location: locator.locate(result) }));
  const { minSeverity } = report.answer;
  const findings = allFindings.filter(({ result }) => isAtLeast(result.severity, minSeverity));
  return format.format({ ...report, findings, allFindings, layout });
}
