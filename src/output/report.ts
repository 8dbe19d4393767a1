import { engineRules } from '../rules/engine.ts';
import { rules } from '../rules/index.ts';
import type { Answer } from '../run.ts';
import type { LocatedFinding } from './finding.ts';
import { formatGitHub } from './github.ts';
import { toKrmResult } from './krm-results.ts';
import { Locator, type Source } from './location.ts';
import { formatSarif } from './sarif.ts';
import { formatSummary, type SummaryHead } from './summary.ts';

export const FORMATS = ['text', 'json', 'sarif', 'github'] as const;

export type Format = (typeof FORMATS)[number];

const SUFFIXES: Record<string, Format> = { '.json': 'json', '.sarif': 'sarif', '.github': 'github' };

/** The format that a file's suffix asks for; text where it asks for none. `.sarif.json` is SARIF as well. */
export function formatOf(file: string): Format {
  if (/\.sarif\.json$/i.test(file)) return 'sarif';
  return SUFFIXES[/\.[^./\\]+$/.exec(file)?.[0].toLowerCase() ?? ''] ?? 'text';
}

/** All results in one of the formats; `sources` tells which files the input came from. */
export function formatReport(
  answer: Answer,
  sources: readonly Source[],
  format: Format,
  layout: Pick<SummaryHead, 'lines' | 'rows' | 'colour'> = {},
): string {
  const { profile, selected } = answer;
  if (format === 'text') return formatSummary(answer.results, { profile, selected, ...layout });
  const locator = new Locator(answer.source, sources);
  const findings = answer.results.map(
    (result): LocatedFinding => ({ result, location: locator.locate(result) }),
  );
  if (format === 'sarif') return formatSarif(findings, [...rules, ...engineRules]);
  if (format === 'github') return formatGitHub(findings);
  return formatJson(answer, findings);
}

function formatJson({ profile, selected, failed }: Answer, findings: LocatedFinding[]): string {
  const results = findings.map(({ result, location }) => {
    const { file: _, ...krm } = toKrmResult(result);
    return { ...krm, changed: result.changed, ...(location ? { location } : {}) };
  });
  return `${JSON.stringify({ profile, preparedWorkloads: selected, failed, results }, null, 2)}\n`;
}
