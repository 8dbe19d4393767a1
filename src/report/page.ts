import { createHash } from 'node:crypto';
import { groupBy } from '../group-by.ts';
import { titleOf } from '../output/finding.ts';
import { type Result, rankOf } from '../result.ts';
import { formatPath } from '../yaml/read.ts';
import { bar, legend } from './bars.ts';
import { Html, html } from './html.ts';
import { pack } from './packing.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';
import type { WorkloadCost } from './workload.ts';

/** What the page shows. */
export interface ReportContent {
  /** `Metal-QEMU-SNP, Contrast 1.18` */
  profile: string;
  results: readonly Result[];
  costs: readonly WorkloadCost[];
}

/** Memory of nodes to pack pods on, in GiB. */
const NODE_SIZES = [32, 64, 128, 256];

/**
 * One HTML page that needs nothing else: no network, readable without JavaScript. Its policy allows only its own style and
 * script, by their hashes, so nothing that a manifest holds could run even if it got past the escaping.
 */
export function formatHtml(content: ReportContent): string {
  const policy = `default-src 'none'; style-src '${hashOf(STYLE)}'; script-src '${hashOf(SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>prepare-contrast: ${content.profile}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header>
<h1>Prepared for Contrast</h1>
<p class="quiet">${content.profile}</p>
${tiles(content)}
</header>
<main>
${costSection(content.costs)}
${findingSection(content.results)}
</main>
<footer>Made by prepare-contrast. This page holds all of its data and loads nothing.</footer>
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`;
  return page.text;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function tiles({ results, costs }: ReportContent): Html {
  const count = (wanted: (result: Result) => boolean) => results.filter(wanted).length;
  const errors = count(({ severity, changed }) => severity === 'error' && !changed);
  const warnings = count(({ severity, changed }) => severity === 'warning' && !changed);
  const total = sum(costs, (cost) => cost.nodeMemory * (cost.replicas ?? 1));
  const before = sum(costs, (cost) => cost.unprepared * (cost.replicas ?? 1));
  return html`<ul class="tiles">
<li class="error"><strong>${errors}</strong> errors</li>
<li class="warning"><strong>${warnings}</strong> warnings</li>
<li><strong>${count(({ changed }) => changed)}</strong> changes</li>
<li><strong>${costs.length}</strong> workloads</li>
<li><strong>${gibibytes(total)}</strong> of node memory in all</li>
<li><strong>+${gibibytes(Math.max(0, total - before))}</strong> more than unprepared</li>
</ul>`;
}

function costSection(costs: readonly WorkloadCost[]): Html {
  if (costs.length === 0) return html``;
  const largest = Math.max(...costs.map(({ vmMemory, nodeMemory }) => Math.max(vmMemory, nodeMemory)));
  return html`<section aria-labelledby="costs"><h2 id="costs">What each pod costs</h2>
${legend()}
${costs.map((cost) => workloadCost(cost, largest))}
</section>
${namespaceSection(costs)}
${packingSection(costs)}`;
}

function workloadCost(cost: WorkloadCost, largest: number): Html {
  const { kind, namespace, name, vcpus, vmMemory, nodeMemory, replicas, unprepared } = cost;
  const copies = replicas === undefined ? 'on every node' : `× ${replicas}`;
  return html`<article class="workload"><header><h3>${kind} ${namespace && `${namespace}/`}${name}</h3>
<p><strong>${vmMemory} MiB</strong> VM, ${vcpus} ${vcpus === 1 ? 'vCPU' : 'vCPUs'}, ${nodeMemory} MiB of a node (unprepared ${unprepared} MiB), ${copies}</p></header>
${bar(cost, largest)}</article>`;
}

function namespaceSection(costs: readonly WorkloadCost[]): Html {
  const rows = [...groupBy(costs, ({ namespace }) => namespace)].map(([namespace, group]) => {
    const pods = sum(group, ({ replicas }) => replicas ?? 1);
    const total = sum(group, (cost) => cost.nodeMemory * (cost.replicas ?? 1));
    const before = sum(group, (cost) => cost.unprepared * (cost.replicas ?? 1));
    return html`<tr><td>${namespace || '(none named)'}</td><td class="number">${pods}</td><td class="number">${before} MiB</td><td class="number">${total} MiB</td><td class="number">+${total - before} MiB</td></tr>`;
  });
  return html`<section aria-labelledby="namespaces"><h2 id="namespaces">By namespace</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="namespaces"><table><thead><tr><th>Namespace</th><th class="number">Pods</th><th class="number">Requested before</th><th class="number">Node memory now</th><th class="number">Difference</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function packingSection(costs: readonly WorkloadCost[]): Html {
  const pods = costs.flatMap((cost) =>
    Array<number>(Math.min(cost.replicas ?? 1, 1000)).fill(cost.nodeMemory),
  );
  const rows = NODE_SIZES.map((size) => {
    const { nodes, tooLarge } = pack(pods, size * 1024);
    const used = nodes.reduce((all, one) => all + one, 0);
    const share = nodes.length === 0 ? 0 : used / (nodes.length * size * 1024);
    return html`<tr><td>${size} GiB</td><td class="number">${nodes.length}</td><td class="number">${Math.round(share * 100)}%</td><td class="number">${tooLarge}</td></tr>`;
  });
  return html`<section aria-labelledby="nodes"><h2 id="nodes">How many nodes that takes</h2>
<p class="quiet">Memory alone, largest pods first; DaemonSets count once.</p>
<div class="scroll" tabindex="0" role="region" aria-labelledby="nodes"><table><thead><tr><th>Memory of a node</th><th class="number">Nodes</th><th class="number">Full</th><th class="number">Pods that fit on none</th></tr></thead><tbody>${rows}</tbody></table></div>
<form class="filters" hidden><div><label for="node-size">Nodes of another size, in GiB</label><input id="node-size" type="number" min="1" value="96"></div><output id="node-result" for="node-size"></output></form>
<script type="application/json" id="pods">${new Html(JSON.stringify(pods))}</script></section>`;
}

function findingSection(results: readonly Result[]): Html {
  const listed = results.filter(({ rule }) => rule !== 'vm-size');
  const rules = [...new Set(listed.map(({ rule }) => rule))].sort();
  const groups = [...groupBy(listed, titleOf)];
  return html`<section aria-labelledby="findings"><h2 id="findings">Findings and changes</h2>
<div class="filters" id="filters" hidden>
<div><label for="severity">Kind</label><select id="severity"><option value="">all</option><option>error</option><option>warning</option><option>changed</option><option>info</option></select></div>
<div><label for="rule">Rule</label><select id="rule"><option value="">all</option>${rules.map((rule) => html`<option>${rule}</option>`)}</select></div>
<div><label for="text">Workload</label><input id="text" type="search"></div>
<output id="filter-status" for="severity rule text"></output>
</div>
${groups.map(([title, group]) => findingGroup(title, group))}
</section>`;
}

function findingGroup(title: string, group: Result[]): Html {
  const sorted = [...group].sort((a, b) => rankOf(b.severity) - rankOf(a.severity));
  return html`<article class="workload" data-findings="${title}"><h3>${title}</h3><ul class="findings">${sorted.map(finding)}</ul></article>`;
}

function finding({ severity, changed, rule, path, message, currentValue, proposedValue }: Result): Html {
  const word = changed ? 'changed' : severity;
  const field = path && path.length > 0 && html` <code>${formatPath(path)}</code>`;
  const before = currentValue !== undefined && html` <del>${asText(currentValue)}</del>`;
  const after = proposedValue !== undefined && changed && html` <ins>${asText(proposedValue)}</ins>`;
  return html`<li class="${word}" data-severity="${word}" data-rule="${rule}"><span class="badge">${word}</span> ${message} <span class="quiet">${rule}</span>${field && html`<br>${field}`}${before}${after}</li>`;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function sum<T>(items: readonly T[], sizeOf: (item: T) => number): number {
  return items.reduce((total, item) => total + sizeOf(item), 0);
}

function gibibytes(mebibytes: number): string {
  return `${(mebibytes / 1024).toFixed(1)} GiB`;
}
