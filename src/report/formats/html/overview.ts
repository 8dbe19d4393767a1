import { firstFew } from '../../../util/join-words.ts';
import { pluralize } from '../../../util/plural.ts';
import { cpus, difference, memory } from '../../costs/amounts.ts';
import { costTitle } from '../../costs/cost.ts';
import type { Costs } from '../../costs/cost-observer.ts';
import { LEGEND, type SegmentKind } from '../../costs/segments.ts';
import { type Totals, totalsByDuration } from '../../costs/totals.ts';
import { bar, type Stretch, swatch } from './bars.ts';
import { type Html, html } from './html.ts';

/** Containers that are named. */
const MOST_NAMED = 5;

/** The total cost: a bar of what the pods requested before preparation, and one of what they use now. */
export function overview({ costs, unsized }: Costs): Html {
  if (costs.length === 0 && unsized.length === 0) return html``;
  const { running: totals, temporary } = totalsByDuration(costs);
  const unlimited = costs.flatMap((cost) =>
    cost.withoutLimit.map((title) => `${title} of ${costTitle(cost)}`),
  );
  const { unprepared, nodeMemory } = totals;
  const largest = Math.max(unprepared, nodeMemory, totals.nodeMemoryFromUse ?? 0);
  return html`<section aria-labelledby="cost"><h2 id="cost">What confidential costs</h2>
${sentence(totals)}
<div class="compare"><span>Unprepared</span>${bar([{ kind: 'before', size: unprepared }], largest, 28)}<b>${memory(unprepared)}</b>
<span>Confidential</span>${bar(totalStretches(totals), largest, 28)}<b>${memory(nodeMemory)}</b>${fromUse(totals, largest)}</div>
${totalParts(totals)}
${temporary.pods > 0 && html`<p class="quiet">Jobs and hooks are not in these figures: while they run, ${pluralize(temporary.pods, 'pod')} of them take up to ${memory(temporary.nodeMemory)} more.</p>`}
${unlimited.length > 0 && html`<p class="problem">Not in these figures, since they have no memory limit: ${firstFew(unlimited, MOST_NAMED)}.</p>`}
${costs.some(({ replicas }) => replicas === undefined) && html`<p class="quiet">A workload whose manifest names no number of pods, such as a DaemonSet, counts once.</p>`}
${unsized.length > 0 && html`<p class="problem">Not in these figures, since a limit cannot be read: ${unsized.join(', ')}.</p>`}
</section>`;
}

/** The total with limits from measured use. */
function fromUse({ nodeMemory, nodeMemoryFromUse: size }: Totals, largest: number): Html | false {
  return (
    size !== undefined &&
    html`
<span>Limits from use</span>${bar([{ kind: 'taken', size }], largest, 28)}<b>${memory(size)} (${difference(size - nodeMemory)})</b>`
  );
}

function sentence(totals: Totals): Html {
  const { pods, vcpus, nodeMemory, unpreparedCpus } = totals;
  const isOne = pods === 1;
  return html`<p class="lead">${isOne ? '1 pod in a confidential VM takes' : `${pods} pods in confidential VMs take`} <strong>${memory(nodeMemory)}</strong> of node memory${comparison(totals)}.
${isOne ? 'The VM has' : 'The VMs have'} <strong>${pluralize(vcpus, 'vCPU')}</strong>; the containers requested ${cpus(unpreparedCpus)} CPUs.</p>`;
}

function comparison({ nodeMemory, unprepared }: Totals): Html {
  const more = nodeMemory - unprepared;
  if (more === 0) return html`, as much as was requested before`;
  const factor =
    unprepared > 0 && more > 0 ? ` or ${(nodeMemory / unprepared).toFixed(1)} times as much` : '';
  return html`: <strong>${difference(more)}</strong>${factor} compared with what was requested before preparation`;
}

/** The parts of a total as a bar. */
export function totalStretches({ parts }: Totals): Stretch[] {
  return partsOf(parts).map(([kind, size]) => ({ kind, size }));
}

function totalParts({ parts }: Totals): Html {
  const items = partsOf(parts).map(
    ([kind, size]) => html`<li>${swatch(kind)}${LEGEND[kind]} <b>${memory(size)}</b></li>`,
  );
  return html`<ul class="parts">${items}</ul>`;
}

function partsOf(parts: Totals['parts']): [SegmentKind, number][] {
  const kinds = Object.keys(LEGEND) as SegmentKind[];
  return kinds.flatMap((kind) => (parts[kind] ? [[kind, parts[kind]]] : []));
}
