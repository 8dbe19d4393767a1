import type { Findings } from '../../findings-count.ts';
import { nextSteps, SETTINGS_TITLE } from '../../next-steps.ts';
import type { Report } from '../../report.ts';
import { titleOfVerdict, verdictOf } from '../../verdict.ts';
import { type Html, html } from './html.ts';

/** Whether what came out may go on to `contrast generate`, and what to do next. */
export function verdict({ answer, leftOut }: Pick<Report, 'answer' | 'leftOut'>, findings: Findings): Html {
  const { status, reasons } = verdictOf(findings, { failed: answer.failed, leftOut: leftOut.length });
  const steps = nextSteps(findings);
  return html`<p class="verdict${status === 'not ready' && ' problem'}">${titleOfVerdict[status]}${reasons.length > 0 ? ':' : '.'}</p>
${reasons.length > 0 && html`<ul class="reasons">${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>`}
${
  steps.settings.length > 0 &&
  html`<p class="quiet">${SETTINGS_TITLE}</p>
<pre class="steps">${steps.settings.join('\n')}</pre>`
}
${steps.commands.map(({ purpose, command }) => html`<p class="quiet">${purpose}: <code>${command}</code></p>`)}`;
}
