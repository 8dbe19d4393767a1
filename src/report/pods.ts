import { counted } from '../counted.ts';
import { objectTitle } from '../kube/object-title.ts';
import { difference, mebibytes, memory } from './amounts.ts';
import { bar, parts, type Stretch, swatch } from './bars.ts';
import { costTitle, dearestFirst, type WorkloadCost } from './cost.ts';
import { type Html, html } from './html.ts';
import { type Segment, segmentsOf, uncounted, uncoveredImages } from './segments.ts';

/** vCPUs that are drawn; more are only told. */
const MOST_DRAWN = 16;

/** What one pod of each workload costs, those first that cost most in all. `anchorOf` leads to a workload's findings. */
export function podsSection(
  costs: readonly WorkloadCost[],
  anchorOf: (title: string) => string | undefined,
): Html {
  if (costs.length === 0) return html``;
  const largest = Math.max(...costs.map(widthOf));
  return html`<section aria-labelledby="pods"><h2 id="pods">What each pod costs</h2>
<p class="quiet">The thin line above each bar is what the pod asked for unprepared.</p>
${dearestFirst(costs).map((cost) => pod(cost, largest, anchorOf))}
</section>`;
}

function pod(cost: WorkloadCost, largest: number, anchorOf: (title: string) => string | undefined): Html {
  const { vcpus, vmMemory, nodeMemory, unprepared } = cost;
  const object = objectTitle(cost);
  const title = costTitle(cost);
  const anchor = anchorOf(object);
  const segments = segmentsOf(cost);
  return html`<article class="card pod" data-title="${object}"><header><h3>${anchor === undefined ? title : html`<a href="#${anchor}">${title}</a>`}</h3>
<p><strong>${mebibytes(vmMemory)}</strong> VM, ${vcpuDots(vcpus)}<strong>${counted(vcpus, 'vCPU')}</strong>, <strong>${mebibytes(nodeMemory)}</strong> of a node, unprepared ${mebibytes(unprepared)} (${difference(nodeMemory - unprepared)}), ${copiesOf(cost)}</p></header>
${bar([{ kind: 'before', size: unprepared }], largest, 4)}${bar(stretchesOf(cost, segments), largest)}${uncountedBar(cost, largest)}
${parts(segments, unknownImages(cost))}${remarks(cost)}</article>`;
}

function copiesOf({ kind, replicas, nodeMemory }: WorkloadCost): string {
  if (kind === 'DaemonSet') return 'on every node';
  if (replicas === undefined) return 'of unknown number';
  return replicas < 2 ? `× ${replicas}` : `× ${replicas} = ${memory(replicas * nodeMemory)}`;
}

/** What is drawn beside the figures, so that pods with many vCPUs stand out. */
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
  return length === 0 ? html`` : html`<li>${counted(length, 'image')} of unknown size, not drawn</li>`;
}

/** What the limit does not cover. */
function remarks(cost: WorkloadCost): Html {
  const [missing, beyond] = [uncoveredImages(cost), uncounted(cost)];
  return html`${
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
