import { printable } from '../../util/text.ts';
import { collectResults } from '../summary/collector.ts';
import { formatSummary, headOf } from '../summary/index.ts';
import type { ReportFormat } from './format.ts';

/** The summary that a terminal shows. */
export const text: ReportFormat = {
  name: 'text',
  purpose: 'the summary that a terminal shows',
  suffixes: [],
  begins: /^prepare-contrast: /,
  format({ answer, leftOut, layout }) {
    const { results } = answer;
    const lines = leftOut.map(({ path, message }) => `left out  ${printable(`${path}: ${message}`)}\n`);
    const head = { ...headOf(answer), leftOut: leftOut.length, ...layout };
    return lines.join('') + formatSummary(collectResults(results), head);
  },
};
