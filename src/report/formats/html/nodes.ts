import { gibibytes } from '../../costs/amounts.ts';
import type { WorkloadCost } from '../../costs/cost.ts';
import { fullness } from '../../costs/packing.ts';
import { type PackedSize, packedSizes, podGroups } from '../../costs/pod-groups.ts';
import { Html, html } from './html.ts';
import { nodesPicture, percent, podsIn } from './nodes-picture.ts';

/** Maximum number of nodes to draw. */
const CLEAR = 8;

/** How many nodes of each size the pods take, and how they share those of one size. A script lets users choose another. */
export function nodesSection(costs: readonly WorkloadCost[]): Html {
  if (costs.length === 0) return html``;
  const groups = podGroups(costs);
  const sizes = packedSizes(costs);
  const { memory } = sizes.find(isClear) ?? sizes.at(-1)!;
  return html`<section aria-labelledby="nodes"><h2 id="nodes">How many nodes that takes</h2>
<p class="quiet">Packed by memory, the largest pods first; a DaemonSet has a pod on each node. Jobs and hooks are not packed. A node has less for pods than it is sold with: <code>kubectl describe node</code> shows it as allocatable.</p>
<div class="scroll" tabindex="0" role="region" aria-labelledby="nodes"><table><thead><tr><th scope="col">Memory of a node</th><th scope="col" class="number">Nodes, unprepared</th><th scope="col" class="number">Nodes, confidential</th><th scope="col" class="number">Full</th><th scope="col" class="number">Pods that fit on none</th></tr></thead><tbody>${sizes.map(tableRow)}</tbody></table></div>
<form class="controls" id="node-form" hidden><div><label for="node-memory">Memory of a node, GiB</label><input id="node-memory" type="number" min="0.1" step="any" inputmode="decimal" value="${memory / 1024}"></div><div><label for="node-cpus">vCPUs of a node, empty: any number</label><input id="node-cpus" type="number" min="1" step="any" inputmode="decimal"></div></form>
<div id="node-picture" aria-live="polite">${nodesPicture(groups, { memory })}</div>
<script type="application/json" id="pod-groups">${new Html(JSON.stringify(groups).replaceAll('<', '\\u003c'))}</script></section>`;
}

/** True where everything fits, on few nodes. */
function isClear({ confidential: { count, tooLarge } }: PackedSize): boolean {
  return tooLarge.length === 0 && count <= CLEAR;
}

function tableRow(size: PackedSize): Html {
  const { memory, unprepared, confidential } = size;
  return html`<tr><th scope="row">${gibibytes(memory)}</th><td class="number">${unprepared.count}</td><td class="number">${confidential.count}</td><td class="number">${percent(fullness(confidential, size))}</td><td class="number">${podsIn(confidential.tooLarge)}</td></tr>`;
}
