import { firstFew } from '../../../util/join-words.ts';
import { pluralize } from '../../../util/plural.ts';
import { gibibytes, memory } from '../../costs/amounts.ts';
import { fullness, type NodeSize, type PackedNodes, type Packing, pack } from '../../costs/packing.ts';
import type { PodGroups } from '../../costs/pod-groups.ts';
import { bar, type Stretch } from './bars.ts';
import { type Html, html } from './html.ts';

/** Nodes in a picture; with more of them nobody sees anything. */
const MOST_NODES = 24;
/** Pods of a node that are drawn one by one; with more of them there would be lines alone. */
const MOST_PODS = 40;

/** The nodes of one size and what they hold. */
export function nodesPicture({ unprepared, confidential }: PodGroups, size: NodeSize): Html {
  const packing = pack(confidential, size);
  const before = pack(unprepared, size);
  const shown = packing.nodes.slice(0, MOST_NODES);
  const rest = packing.nodes.slice(MOST_NODES).reduce((sum, { count }) => sum + count, 0);
  return html`<p><strong>${pluralize(packing.count, 'node')}</strong> of ${gibibytes(size.memory)}${size.cpus !== undefined && ` and ${pluralize(size.cpus, 'CPU')}`}, ${percent(fullness(packing, size))} full; unprepared it would be ${before.count}.</p>
${tooLarge(packing)}<ol class="nodes">${shown.map((node) => nodeRow(node, size))}</ol>
${rest > 0 && html`<p class="quiet">… and ${pluralize(rest, 'node')} more</p>`}`;
}

function nodeRow(node: PackedNodes, size: NodeSize): Html {
  const pods = podsIn(node.pods);
  return html`<li><span>${node.count > 1 ? `${node.count} nodes, each` : '1 node'}</span>${bar(stretchesOf(node), size.memory)}<span class="number">${memory(node.memory)}, ${pluralize(pods, 'pod')}, ${pluralize(Math.round(node.cpus * 100) / 100, 'vCPU')}</span></li>`;
}

/** Each pod, or where there are many only what they take together. */
function stretchesOf({ pods, memory: taken }: PackedNodes): Stretch[] {
  if (podsIn(pods) > MOST_PODS) return [{ kind: 'taken', size: taken }];
  return pods.flatMap(({ title, count, memory: one }) =>
    Array.from({ length: count }, () => ({ kind: 'taken' as const, size: one, title })),
  );
}

function tooLarge({ tooLarge: groups }: Packing): Html {
  if (groups.length === 0) return html``;
  const named = firstFew(groups, 5, ({ title, memory: size }) => `${title} (${memory(size)})`);
  return html`<p class="problem">Too large for such a node: ${named}.</p>`;
}

export function podsIn(groups: readonly { count: number }[]): number {
  return groups.reduce((sum, { count }) => sum + count, 0);
}

export function percent(part: number): string {
  return `${Math.round(part * 100)}%`;
}
