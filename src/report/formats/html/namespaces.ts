import { difference, memory } from '../../costs/amounts.ts';
import type { WorkloadCost } from '../../costs/cost.ts';
import { namespaceTotals } from '../../costs/totals.ts';
import { bar } from './bars.ts';
import { type Html, html } from './html.ts';
import { totalStretches } from './overview.ts';

/** What each namespace takes, replicas counted. */
export function namespaces(costs: readonly WorkloadCost[]): Html {
  if (costs.length === 0) return html``;
  const totals = namespaceTotals(costs);
  const largest = Math.max(...totals.map((one) => one.totals.nodeMemory));
  const rows = totals.map(({ namespace, totals: one }) => {
    const { pods, vcpus, unprepared, nodeMemory } = one;
    return html`<tr><th scope="row">${namespace || html`<i>none named</i>`}</th><td class="number">${pods}</td><td class="number">${vcpus}</td><td class="number">${memory(unprepared)}</td><td class="number">${memory(nodeMemory)}</td><td class="number">${difference(nodeMemory - unprepared)}</td><td class="picture">${bar(totalStretches(one), largest, 14)}</td></tr>`;
  });
  return html`<section aria-labelledby="namespaces"><h2 id="namespaces">By namespace</h2>
<div class="scroll" tabindex="0" role="region" aria-labelledby="namespaces"><table><thead><tr><th scope="col">Namespace</th><th scope="col" class="number">Pods</th><th scope="col" class="number">vCPUs</th><th scope="col" class="number">Unprepared</th><th scope="col" class="number">Confidential</th><th scope="col" class="number">Difference</th><td class="picture"></td></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}
