import { severityRank } from '../../../rules/result.ts';
import { groupBy } from '../../../util/group-by.ts';
import { pluralize } from '../../../util/plural.ts';
import { formatPath } from '../../../yaml/access.ts';
import { byCause } from '../../causes.ts';
import { byObject, type LocatedFinding, type ObjectFindings, placeOf, titleOf } from '../../finding.ts';
import { kindOf } from '../../kind.ts';
import { type Html, html } from './html.ts';

/** The findings of one object. */
export interface FindingGroup extends ObjectFindings {
  /** Where the page has them. */
  anchor: string;
}

/** By object, in the order of the input, without the sizes of VMs, which have pictures. */
export function findingGroups(findings: readonly LocatedFinding[]): FindingGroup[] {
  const listed = findings.filter(({ result }) => result.rule !== 'vm-size');
  return byObject(listed).map((group, index) => ({
    ...group,
    anchor: `object-${index + 1}`,
    findings: group.findings.sort(
      (a, b) => severityRank(b.result.severity) - severityRank(a.result.severity),
    ),
  }));
}

/** What filters act on; the page's script shows them. */
export function filters(groups: readonly FindingGroup[]): Html {
  const rules = [
    ...new Set(groups.flatMap(({ findings }) => findings.map(({ result }) => result.rule))),
  ].sort();
  return html`<form class="controls" id="filters" hidden>
<div><label for="kind">Kind</label><select id="kind"><option value="">all</option><option value="error">errors</option><option value="warning">warnings</option><option value="changed">changes</option><option value="info">remarks</option></select></div>
<div><label for="rule">Rule</label><select id="rule"><option value="">all</option>${rules.map((rule) => html`<option>${rule}</option>`)}</select></div>
<div class="wide"><label for="workload">Workload</label><input id="workload" type="search" placeholder="name, namespace or kind"></div>
<button type="reset">Clear</button>
<output id="filter-status" for="kind rule workload"></output>
</form>`;
}

/** Findings that several places have in common: each once, with its places folded up. */
export function commonSection(groups: readonly FindingGroup[]): Html {
  const { common } = byCause(groups.flatMap(({ findings }) => findings));
  if (common.length === 0) return html``;
  const sorted = common.sort(
    ([a], [b]) => severityRank(b!.result.severity) - severityRank(a!.result.severity),
  );
  const [shown, remarks] = [
    sorted.filter(([one]) => !isRemark(one!)),
    sorted.filter(([one]) => isRemark(one!)),
  ];
  return html`<section aria-labelledby="common"><h2 id="common">Findings at several places</h2>
${shown.length > 0 && html`<div class="card common"><ul>${shown.map(commonItem)}</ul></div>`}
${remarks.length > 0 && html`<details class="card common"><summary>${pluralize(remarks.length, 'remark')}</summary><ul>${remarks.map(commonItem)}</ul></details>`}
</section>`;
}

function isRemark({ result }: LocatedFinding): boolean {
  return result.severity === 'info';
}

function commonItem(findings: readonly LocatedFinding[]): Html {
  const { result } = findings[0]!;
  const places = findings.map(
    (one) =>
      html`<li data-place="${titleOf(one.result)}">${placeOf(one.result)}${one.location && html` <span class="quiet">line ${one.location.line}</span>`}</li>`,
  );
  return html`<li class="${kindOf(result)}" data-rule="${result.rule}"><span class="badge">${WORDS[kindOf(result)]}</span> ${result.cause!.message} <span class="quiet">${result.rule}</span>
<details><summary>${pluralize(places.length, 'place')}</summary><ul class="places">${places}</ul></details></li>`;
}

/** Cards with more findings in all are folded up at first, so that a reader sees what there is. */
const MOST_OPEN = 20;

export function findingsSection(groups: readonly FindingGroup[]): Html {
  const isOpen = groups.reduce((sum, { findings }) => sum + findings.length, 0) <= MOST_OPEN;
  const cards = groups.map((group) => findingCard(group, isOpen));
  return html`<section aria-labelledby="findings"><h2 id="findings">Findings and changes</h2>
${groups.length === 0 ? html`<p>No findings.</p>` : cards}
</section>`;
}

function findingCard({ anchor, title, file, findings }: FindingGroup, isOpen: boolean): Html {
  return html`<article class="card findings" data-title="${title}"><details${isOpen && ' open'}><summary><h3>${title}</h3> <span class="quiet">${countsOf(findings)}</span></summary>${file !== undefined && html`<p class="quiet">${file}</p>`}<ul id="${anchor}">${findings.map(findingItem)}</ul></details></article>`;
}

/** `2 errors, 1 change` */
function countsOf(findings: readonly LocatedFinding[]): string {
  const groups = groupBy(findings, ({ result }) => kindOf(result));
  return [...groups].map(([kind, { length }]) => pluralize(length, WORDS[kind])).join(', ');
}

function findingItem({ result, location }: LocatedFinding): Html {
  const { path, message, rule } = result;
  const kind = kindOf(result);
  const place = path && path.length > 0 && html`<code>${formatPath(path)}</code>`;
  const line = location && html` <span class="quiet">line ${location.line}</span>`;
  return html`<li class="${kind}" data-rule="${rule}"><span class="badge">${WORDS[kind]}</span> ${message} <span class="quiet">${rule}</span>${(place || line) && html`<div>${place}${line}</div>`}${values(result)}</li>`;
}

const WORDS = { error: 'error', warning: 'warning', changed: 'change', info: 'remark' } as const;

/** The values before and after a change, or the current and the proposed value of a finding without a fix. */
function values({ changed, currentValue, proposedValue }: LocatedFinding['result']): Html {
  const [before, after] = [currentValue, proposedValue].map((value) => value !== undefined && asText(value));
  if (changed) {
    return html`<div class="values"><span class="quiet">before</span> ${before === false ? html`<i>nothing</i>` : html`<del>${before}</del>`} <span class="quiet">after</span> ${after === false ? html`<i>nothing</i>` : html`<ins>${after}</ins>`}</div>`;
  }
  if (before === false && after === false) return html``;
  return html`<div class="values">${before !== false && html`<span class="quiet">is</span> <code>${before}</code> `}${after !== false && html`<span class="quiet">should be</span> <code>${after}</code>`}</div>`;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
