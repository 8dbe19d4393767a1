import { counted } from '../counted.ts';
import { kindOf } from '../output/summary-entries.ts';
import { type Html, html } from './html.ts';
import type { Report } from './report.ts';

/** Rules whose findings, even as warnings, are about what `contrast generate` refuses or may refuse, as their rationale says. */
export const REFUSED_BY_GENERATE: ReadonlySet<string> = new Set([
  'no-workload',
  'coordinator',
  'missing-volume',
  'sub-path',
  'image-volume',
  'image-digest',
  'env-source',
  'unsupported-field',
  'unsupported-kind',
  'rolling-update',
  'lifecycle-hook',
]);

/** Whether what came out may go on to `contrast generate`, in one sentence. */
export function verdict({ answer, leftOut }: Pick<Report, 'answer' | 'leftOut'>): Html {
  const kinds = answer.results.map(kindOf);
  const errors = kinds.filter((kind) => kind === 'error').length;
  const refused = answer.results.filter(
    ({ rule }, index) => kinds[index] === 'warning' && REFUSED_BY_GENERATE.has(rule),
  ).length;
  if (errors > 0)
    return problem(html`Not ready: ${counted(errors, 'error')} ${errors === 1 ? 'stands' : 'stand'}.`);
  if (leftOut.length > 0)
    return problem(html`Not complete: ${counted(leftOut.length, 'file')} could not be prepared.`);
  if (answer.failed) return problem(html`Not ready: warnings count as errors here.`);
  if (answer.selected === 0) return problem(html`Not ready: no workload was prepared.`);
  return refused > 0
    ? problem(
        html`Not ready: <code>contrast generate</code> may refuse what ${counted(refused, 'warning')} ${refused === 1 ? 'tells' : 'tell'} of.`,
      )
    : html`<p class="verdict">Ready for <code>contrast generate</code>.</p>`;
}

function problem(text: Html): Html {
  return html`<p class="verdict problem">${text}</p>`;
}
