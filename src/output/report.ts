import type { Answer } from '../run.ts';
import { toKrmResult } from './krm-results.ts';
import { formatSummary } from './summary.ts';

/** The report in the format that the file's suffix asks for: `.json`, otherwise text. */
export function formatReport(answer: Answer, file: string): string {
  if (!/\.json$/i.test(file))
    return formatSummary(answer.results, { ...answer, lines: Infinity, rows: Infinity });
  const { profile, selected, failed, results } = answer;
  return `${JSON.stringify({ profile, preparedWorkloads: selected, failed, results: results.map(toKrmResult) }, null, 2)}\n`;
}
