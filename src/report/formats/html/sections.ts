import { groupBy } from '../../../util/group-by.ts';
import { pluralize } from '../../../util/plural.ts';
import { podsOf } from '../../costs/cost.ts';
import type { LocatedFinding } from '../../finding.ts';
import { countFindings, type Findings, inPlaces } from '../../findings-count.ts';
import type { Kind } from '../../kind.ts';
import type { Report } from '../../report.ts';
import { runText, unlistedText } from '../../run-text.ts';
import { commonSection, type FindingGroup, filters, findingGroups, findingsSection } from './findings.ts';
import { type Html, html } from './html.ts';
import { namespaces } from './namespaces.ts';
import { nodesSection } from './nodes.ts';
import { overview } from './overview.ts';
import { podsSection } from './pods.ts';
import { verdict } from './verdict.ts';

/** More cards than that are laid out as they come into view. */
const MANY = 60;

/** The whole report but for the page around it. */
export function reportSections(report: Report, findings: readonly LocatedFinding[]): Html {
  const { answer, costs, leftOut } = report;
  const groups = findingGroups(findings);
  const counted = countFindings(answer.results);
  return html`<header>
<h1>Contrast report</h1>
<p class="quiet">${runText(answer)}</p>
${verdict(report, counted)}
${tiles(report, counted)}
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
${commonSection(groups)}
${findingsSection(groups)}
</div>`;
}

function tiles({ costs, answer }: Report, { byKind }: Findings): Html {
  const unlisted = unlistedText(answer);
  const pods = costs.reduce((sum, cost) => sum + podsOf(cost), 0);
  const tile = (kind: Kind, noun: string) => {
    const { findings, places } = byKind[kind];
    return html`<li class="${findings > 0 && kind}"><a href="#findings" data-kind="${kind}"><strong>${findings}</strong> ${noun}${findings !== 1 && 's'}${inPlaces(findings, places)}</a></li>`;
  };
  return html`<ul class="tiles">
${tile('error', 'error')}${tile('warning', 'warning')}${!answer.checked && tile('changed', 'change')}${tile('info', 'remark')}
<li><a href="${costs.length > 0 ? '#pods' : '#findings'}"><strong>${answer.selected}</strong> ${answer.selected === 1 ? 'workload' : 'workloads'}, ${pluralize(answer.comparedPods ?? pods, 'pod')}</a></li>
</ul>
${unlisted !== undefined && html`<p class="quiet">${unlisted}.</p>`}`;
}

function leftOutSection(leftOut: Report['leftOut']): Html {
  if (leftOut.length === 0) return html``;
  const items = leftOut.map(({ path, message }) => html`<li><code>${path}</code> ${message}</li>`);
  return html`<section aria-labelledby="left-out"><h2 id="left-out">Left out</h2><ul class="card left-out">${items}</ul></section>`;
}
