import { counted } from '../counted.ts';
import { cpus, difference, memory } from './amounts.ts';
import { bar, type Stretch, swatch } from './bars.ts';
import type { Costs } from './cost-observer.ts';
import { type Html, html } from './html.ts';
import { LEGEND, type SegmentKind } from './segments.ts';
import { type Totals, totalsOf } from './totals.ts';

/** What confidential costs in all: a bar of what the pods asked for, and one of what they take. */
export function overview({ costs, unsized }: Costs): Html {
  if (costs.length === 0 && unsized.length === 0) return html``;
  const totals = totalsOf(costs);
  const { unprepared, nodeMemory } = totals;
  const largest = Math.max(unprepared, nodeMemory);
  return html`<section aria-labelledby="cost"><h2 id="cost">What confidential costs</h2>
${sentence(totals)}
<div class="compare"><span>Unprepared</span>${bar([{ kind: 'before', size: unprepared }], largest, 28)}<b>${memory(unprepared)}</b>
<span>Confidential</span>${bar(totalStretches(totals), largest, 28)}<b>${memory(nodeMemory)}</b></div>
${totalParts(totals)}
${costs.some(({ replicas }) => replicas === undefined) && html`<p class="quiet">A workload whose manifest names no number of pods, such as a DaemonSet, counts once.</p>`}
${unsized.length > 0 && html`<p class="problem">Not in these figures, since a limit cannot be read: ${unsized.join(', ')}.</p>`}
</section>`;
}

function sentence(totals: Totals): Html {
  const { pods, vcpus, nodeMemory, unpreparedCpus } = totals;
  const isOne = pods === 1;
  return html`<p class="lead">${isOne ? '1 pod in a confidential VM takes' : `${pods} pods in confidential VMs take`} <strong>${memory(nodeMemory)}</strong> of node memory${comparison(totals)}.
${isOne ? 'The VM has' : 'The VMs have'} <strong>${counted(vcpus, 'vCPU')}</strong>; the containers asked for ${cpus(unpreparedCpus)} CPUs.</p>`;
}

function comparison({ nodeMemory, unprepared }: Totals): Html {
  const more = nodeMemory - unprepared;
  if (more === 0) return html`, as much as was asked for before`;
  const factor =
    unprepared > 0 && more > 0 ? ` or ${(nodeMemory / unprepared).toFixed(1)} times as much` : '';
  return html`: <strong>${difference(more)}</strong>${factor} compared with what was asked for unprepared`;
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
