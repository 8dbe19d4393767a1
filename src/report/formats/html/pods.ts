import { formatObjectName } from '../../../kubernetes/object-name.ts';
import { pluralize } from '../../../util/plural.ts';
import { difference, mebibytes, memory } from '../../costs/amounts.ts';
import { costTitle, dearestFirst, type WorkloadCost } from '../../costs/cost.ts';
import { type Segment, segmentsOf, uncounted, uncoveredImages, uncoveredUse } from '../../costs/segments.ts';
import { bar, parts, type Stretch, swatch } from './bars.ts';
import { type Html, html } from './html.ts';

/** Pods that are drawn at first; the others are folded. */
const MOST_OPEN = 6;
/** Maximum number of vCPUs to draw. */
const MOST_DRAWN = 16;

/** What one pod of each workload costs, those first that cost most in all. `anchorOf` leads to a workload's findings. */
export function podsSection(
  costs: readonly WorkloadCost[],
  anchorOf: (title: string) => string | undefined,
): Html {
  if (costs.length === 0) return html``;
  const largest = Math.max(...costs.map(widthOf));
  const cards = dearestFirst(costs).map((cost) => pod(cost, largest, anchorOf));
  return html`<section aria-labelledby="pods"><h2 id="pods">What each pod costs</h2>
<p class="quiet">The thin line above each bar is what the pod requested before preparation.</p>
${cards.slice(0, MOST_OPEN)}
${cards.length > MOST_OPEN && html`<details><summary>${pluralize(cards.length - MOST_OPEN, 'more workload')}</summary>${cards.slice(MOST_OPEN)}</details>`}
</section>`;
}

function pod(cost: WorkloadCost, largest: number, anchorOf: (title: string) => string | undefined): Html {
  const { vcpus, vmMemory, nodeMemory, nodeMemoryFromUse, unprepared } = cost;
  const object = formatObjectName(cost);
  const title = costTitle(cost);
  const anchor = anchorOf(object);
  const segments = segmentsOf(cost);
  return html`<article class="card pod" data-title="${object}"><header><h3>${anchor === undefined ? title : html`<a href="#${anchor}">${title}</a>`}</h3>
<p><strong>${mebibytes(vmMemory)}</strong> VM, ${vcpuDots(vcpus)}<strong>${pluralize(vcpus, 'vCPU')}</strong>, <strong>${mebibytes(nodeMemory)}</strong> of a node, unprepared ${mebibytes(unprepared)} (${difference(nodeMemory - unprepared)}), ${nodeMemoryFromUse !== undefined && html`${mebibytes(nodeMemoryFromUse)} with limits from measured use (${difference(nodeMemoryFromUse - nodeMemory)}), `}${copiesOf(cost)}</p></header>
${bar([{ kind: 'before', size: unprepared }], largest, 4)}${bar(stretchesOf(cost, segments), largest)}${uncountedBar(cost, largest)}
${parts(segments, unknownImages(cost))}${remarks(cost)}</article>`;
}

function copiesOf({ onEveryNode, replicas, nodeMemory }: WorkloadCost): string {
  if (onEveryNode) return 'on every node';
  if (replicas === undefined) return 'of unknown number';
  return replicas < 2 ? `× ${replicas}` : `× ${replicas} = ${memory(replicas * nodeMemory)}`;
}

/** The picture next to the figures, which makes pods with many vCPUs visible. */
function vcpuDots(vcpus: number): Html {
  const dots = Array.from({ length: Math.min(vcpus, MOST_DRAWN) }, () => html`<i class="guest vcpu"></i>`);
  return html`${dots} `;
}

function stretchesOf(cost: WorkloadCost, segments: readonly Segment[]): Stretch[] {
  const missing = uncoveredImages(cost);
  return missing === 0 ? [...segments] : [...segments, { kind: 'missing', size: missing }];
}

/** A line below the part of the VM that the node does not count. */
function uncountedBar(cost: WorkloadCost, largest: number): Html {
  const size = uncounted(cost);
  if (size === 0) return html``;
  return bar(
    [
      { kind: 'gap', size: cost.nodeMemory },
      { kind: 'missing', size },
    ],
    largest,
    4,
  );
}

function unknownImages({ unknownImages: { length } }: WorkloadCost): Html {
  return length === 0 ? html`` : html`<li>${pluralize(length, 'image')} of unknown size, not drawn</li>`;
}

/** What the limit does not cover. */
function remarks(cost: WorkloadCost): Html {
  const [missing, beyond, used] = [uncoveredImages(cost), uncounted(cost), uncoveredUse(cost)];
  return html`${
    used > 0 &&
    html`<p class="problem">${swatch('missing')}The containers used ${mebibytes(used)} more than the limits leave beside the images.</p>`
  }${
    missing > 0 &&
    html`<p class="problem">${swatch('missing')}The limits do not cover ${mebibytes(missing)} that the images need.</p>`
  }${
    beyond > 0 &&
    html`<p class="problem">${swatch('missing')}The node does not count ${mebibytes(beyond)} of the VM: no limit and no overhead covers them.</p>`
  }`;
}

function widthOf(cost: WorkloadCost): number {
  return Math.max(cost.vmMemory, cost.nodeMemory, cost.unprepared) + uncoveredImages(cost);
}
