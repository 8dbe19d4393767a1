import { counted } from '../counted.ts';
import { difference, gibibytes, memory, signOf } from '../report/amounts.ts';
import { costTitle, dearestFirst, imageMemoryOf, type WorkloadCost } from '../report/cost.ts';
import { podsIn } from '../report/nodes-picture.ts';
import { packedSizes } from '../report/pod-groups.ts';
import type { Report } from '../report/report.ts';
import { uncounted, uncoveredImages } from '../report/segments.ts';
import { namespaceTotals, type Totals, totalsOf } from '../report/totals.ts';
import { table, text } from './markdown-text.ts';

/** Workloads that are listed one by one. */
const MOST_PODS = 100;

/** What confidential costs: in all, by namespace, on nodes, and for each pod. */
export function costSections({ costs, unsized }: Report): string[] {
  const missing =
    unsized.length === 0
      ? []
      : [`**Not in these figures**, since a limit cannot be read: ${unsized.map(text).join(', ')}`];
  if (costs.length === 0) return missing;
  return [
    `### What confidential costs\n\n${sentence(totalsOf(costs))}`,
    ...missing,
    namespaceTable(costs),
    nodeTable(costs),
    podTable(costs),
  ];
}

function sentence({ pods, vcpus, nodeMemory, unprepared }: Totals): string {
  const more = nodeMemory - unprepared;
  return `**${memory(nodeMemory)}** of node memory and ${counted(vcpus, 'vCPU')} for ${counted(pods, 'pod')}: **${difference(more)}** against ${memory(unprepared)} unprepared.`;
}

function namespaceTable(costs: readonly WorkloadCost[]): string {
  const rows = namespaceTotals(costs).map(({ namespace, totals }) => [
    namespace === '' ? '(none named)' : text(namespace),
    `${totals.pods}`,
    `${totals.vcpus}`,
    memory(totals.unprepared),
    memory(totals.nodeMemory),
    difference(totals.nodeMemory - totals.unprepared),
  ]);
  return table(['Namespace', 'Pods', 'vCPUs', 'Unprepared', 'Confidential', 'Difference'], 1, rows);
}

function nodeTable(costs: readonly WorkloadCost[]): string {
  const rows = packedSizes(costs).map(({ memory: size, unprepared, confidential }) => [
    gibibytes(size),
    `${unprepared.count}`,
    `${confidential.count}`,
    `${podsIn(confidential.tooLarge)}`,
  ]);
  return table(['Nodes with', 'Unprepared', 'Confidential', 'Pods that fit on none'], 1, rows);
}

function podTable(costs: readonly WorkloadCost[]): string {
  const dearest = dearestFirst(costs).slice(0, MOST_PODS);
  const rows = dearest.map((cost) => {
    const { replicas, vcpus, vmMemory, guestMemory, nodeMemory, unprepared } = cost;
    return [
      text(costTitle(cost)) + remarkOf(cost),
      cost.kind === 'DaemonSet' ? 'each node' : `${replicas ?? '?'}`,
      `${vcpus}`,
      `${vmMemory - guestMemory}`,
      `${imageMemoryOf(cost)}`,
      `${guestMemory}`,
      `${vmMemory}`,
      `${nodeMemory}`,
      `${unprepared}`,
      `${signOf(nodeMemory - unprepared)}${Math.abs(nodeMemory - unprepared)}`,
    ];
  });
  const head = ['One pod, in MiB', 'Pods', 'vCPUs', 'Containers', 'of that images', 'Guest', 'VM'];
  const pods = table([...head, 'Node', 'Unprepared', 'Difference'], 1, rows);
  return costs.length > rows.length
    ? `${pods}\n\n… and ${counted(costs.length - rows.length, 'workload')} that take less`
    : pods;
}

/** What the limit does not cover. */
function remarkOf(cost: WorkloadCost): string {
  const [missing, beyond] = [uncoveredImages(cost), uncounted(cost)];
  return [
    missing > 0 ? `<br>⚠ ${missing} that images need are not covered by the limits` : '',
    beyond > 0 ? `<br>⚠ ${beyond} of the VM are not counted by the node` : '',
  ].join('');
}
