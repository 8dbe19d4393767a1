import { byObject, type LocatedFinding, type ObjectFindings } from '../output/finding.ts';
import { kindOf } from '../output/summary-entries.ts';
import { rankOf } from '../result.ts';
import { formatPath } from '../yaml/read.ts';
import { type Html, html } from './html.ts';

/** The findings of one object. */
export interface FindingGroup extends ObjectFindings {
  /** Where the page has them. */
  anchor: string;
}

/** By object, in the order of the input; sizes of VMs are told by pictures. */
export function findingGroups(findings: readonly LocatedFinding[]): FindingGroup[] {
  const listed = findings.filter(({ result }) => result.rule !== 'vm-size');
  return byObject(listed).map((group, index) => ({
    ...group,
    anchor: `object-${index + 1}`,
    findings: group.findings.sort((a, b) => rankOf(b.result.severity) - rankOf(a.result.severity)),
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

export function findingsSection(groups: readonly FindingGroup[]): Html {
  return html`<section aria-labelledby="findings"><h2 id="findings">Findings and changes</h2>
${groups.length === 0 ? html`<p>There is nothing to tell.</p>` : groups.map(findingCard)}
</section>`;
}

function findingCard({ anchor, title, file, findings }: FindingGroup): Html {
  return html`<article class="card findings" id="${anchor}" data-title="${title}"><h3>${title}</h3>${file !== undefined && html`<p class="quiet">${file}</p>`}<ul>${findings.map(findingItem)}</ul></article>`;
}

function findingItem({ result, location }: LocatedFinding): Html {
  const { path, message, rule } = result;
  const kind = kindOf(result);
  const place = path && path.length > 0 && html`<code>${formatPath(path)}</code>`;
  const line = location && html` <span class="quiet">line ${location.line}</span>`;
  return html`<li class="${kind}" data-rule="${rule}"><span class="badge">${WORDS[kind]}</span> ${message} <span class="quiet">${rule}</span>${(place || line) && html`<div>${place}${line}</div>`}${values(result)}</li>`;
}

const WORDS = { error: 'error', warning: 'warning', changed: 'change', info: 'remark' } as const;

/** Before and after of a change; of what stands, what is there and what should be. */
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
