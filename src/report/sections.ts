import { counted } from '../counted.ts';
import { groupBy } from '../group-by.ts';
import type { LocatedFinding } from '../output/finding.ts';
import { type Kind, kindOf } from '../output/summary-entries.ts';
import { type FindingGroup, filters, findingGroups, findingsSection } from './findings.ts';
import { type Html, html } from './html.ts';
import { namespaces } from './namespaces.ts';
import { nodesSection } from './nodes.ts';
import { overview } from './overview.ts';
import { podsSection } from './pods.ts';
import type { Report } from './report.ts';
import { totalsOf } from './totals.ts';
import { verdict } from './verdict.ts';

/** More cards than that are laid out as they come into view. */
const MANY = 60;

/** The whole report but for the page around it. */
export function reportSections(report: Report, findings: readonly LocatedFinding[]): Html {
  const { answer, costs, leftOut } = report;
  const groups = findingGroups(findings);
  return html`<header>
<h1>Contrast report</h1>
<p class="quiet">${answer.profile}</p>
${verdict(report)}
${tiles(report, groups)}
${costs.length > 0 && html`<nav aria-label="Parts of this page"><a href="#cost">Cost</a> <a href="#namespaces">Namespaces</a> <a href="#nodes">Nodes</a> <a href="#pods">Pods</a> <a href="#findings">Findings and changes</a></nav>`}
</header>
<main>
${leftOutSection(leftOut)}
${overview(report)}
${namespaces(costs)}
${nodesSection(costs)}
${cards(report, groups)}
</main>`;
}

/** Pods and findings, which filters act on together. */
export function cards({ costs }: Pick<Report, 'costs'>, groups: readonly FindingGroup[]): Html {
  const byTitle = groupBy(groups, ({ title }) => title);
  // Where two files have an object of one name, a pod does not say whose it is.
  const anchorOf = (title: string) => {
    const [group, other] = byTitle.get(title) ?? [];
    return other ? undefined : group?.anchor;
  };
  return html`<div class="cards${costs.length + groups.length > MANY && ' many'}" id="cards">
${filters(groups)}
${podsSection(costs, anchorOf)}
${findingsSection(groups)}
</div>`;
}

function tiles({ costs, answer }: Report, groups: readonly FindingGroup[]): Html {
  const { pods } = totalsOf(costs);
  const tile = (kind: Kind, noun: string) => {
    const number = numberOf(groups, kind);
    return html`<li class="${number > 0 && kind}"><a href="#findings" data-kind="${kind}"><strong>${number}</strong> ${noun}${number !== 1 && 's'}</a></li>`;
  };
  return html`<ul class="tiles">
${tile('error', 'error')}${tile('warning', 'warning')}${!answer.checked && tile('changed', 'change')}${tile('info', 'remark')}
<li><a href="${costs.length > 0 ? '#pods' : '#findings'}"><strong>${answer.selected}</strong> ${answer.selected === 1 ? 'workload' : 'workloads'}, ${counted(pods, 'pod')}</a></li>
</ul>`;
}

function numberOf(groups: readonly FindingGroup[], kind: Kind): number {
  return groups.reduce(
    (sum, { findings }) => sum + findings.filter(({ result }) => kindOf(result) === kind).length,
    0,
  );
}

function leftOutSection(leftOut: Report['leftOut']): Html {
  if (leftOut.length === 0) return html``;
  const items = leftOut.map(({ path, message }) => html`<li><code>${path}</code> ${message}</li>`);
  return html`<section aria-labelledby="left-out"><h2 id="left-out">Left out</h2><ul class="card left-out">${items}</ul></section>`;
}
