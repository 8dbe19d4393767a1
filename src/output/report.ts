import { formatHtml } from '../report/page.ts';
import type { Report } from '../report/report.ts';
import { allRules } from '../rules/all.ts';
import { digestOf } from './digest.ts';
import type { LocatedFinding } from './finding.ts';
import type { Format } from './formats.ts';
import { formatGitHub } from './github.ts';
import { formatJson } from './json-report.ts';
import { Locator } from './location.ts';
import { formatMarkdown } from './markdown.ts';
import { formatSarif } from './sarif.ts';
import { formatSummary, type SummaryLayout } from './summary.ts';
import { printable } from './wrap.ts';

const SUFFIXES: Record<string, Format> = {
  '.html': 'html',
  '.htm': 'html',
  '.json': 'json',
  '.sarif': 'sarif',
  '.github': 'github',
  '.md': 'markdown',
  '.markdown': 'markdown',
};

/** The format that a file's suffix asks for; text where it asks for none. `.sarif.json` is SARIF as well. */
export function formatOf(file: string): Format {
  if (/\.sarif\.json$/i.test(file)) return 'sarif';
  return SUFFIXES[/\.[^./\\]+$/.exec(file)?.[0].toLowerCase() ?? ''] ?? 'text';
}

/** All of a report in one of the formats. */
export function formatReport(report: Report, format: Format, layout: SummaryLayout = {}): string {
  const { answer, sources, leftOut } = report;
  const { profile, selected, checked } = answer;
  if (format === 'text') {
    const lines = leftOut.map(({ path, message }) => `\nleft out  ${printable(`${path}: ${message}`)}\n`);
    return (
      formatSummary(digestOf(answer.results), { profile, selected, checked, ...layout }) + lines.join('')
    );
  }
  const locator = new Locator(answer.source, sources);
  const findings = answer.results.map(
    (result): LocatedFinding => ({ result, location: locator.locate(result) }),
  );
  if (format === 'sarif') return formatSarif(findings, allRules);
  if (format === 'html') return formatHtml(report, findings);
  if (format === 'github') return formatGitHub(findings, leftOut);
  return format === 'json' ? formatJson(report, findings) : formatMarkdown(report, findings);
}
