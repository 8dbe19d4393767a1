import { firstFew } from '../../../util/join-words.ts';
import { pluralize } from '../../../util/plural.ts';
import { difference, gibibytes, memory, signOf } from '../../costs/amounts.ts';
import { costTitle, dearestFirst, imageMemoryOf, type WorkloadCost } from '../../costs/cost.ts';
import { packedSizes } from '../../costs/pod-groups.ts';
import { uncounted, uncoveredImages, uncoveredUse } from '../../costs/segments.ts';
import { namespaceTotals, type Totals, totalsByDuration } from '../../costs/totals.ts';
import type { Report } from '../../report.ts';
import { podsIn } from '../html/nodes-picture.ts';
import { table, text } from './escape.ts';

/** Containers that are named. */
const MOST_NAMED = 5;
/** Workloads that are listed one by one. */
const MOST_PODS = 100;

/** What confidential costs: in all, by namespace, on nodes, and for each pod. */
export function costSections({ costs, unsized }: Report): string[] {
  const missing =
    unsized.length === 0
      ? []
      : [`**Not in these figures**, since a limit cannot be read: ${unsized.map(text).join(', ')}`];
  if (costs.length === 0) return missing;
  const { running, temporary } = totalsByDuration(costs);
  const unlimited = costs.flatMap((cost) =>
    cost.withoutLimit.map((title) => text(`${title} of ${costTitle(cost)}`)),
  );
  return [
    `### What confidential costs\n\n${sentence(running)}`,
    ...(temporary.pods > 0
      ? [
          `Jobs and hooks are not in these figures: while they run, ${pluralize(temporary.pods, 'pod')} of them take up to ${memory(temporary.nodeMemory)} more.`,
        ]
      : []),
    ...(unlimited.length > 0
      ? [`**Not in these figures**, since they have no memory limit: ${firstFew(unlimited, MOST_NAMED)}`]
      : []),
    ...missing,
    namespaceTable(costs),
    nodeTable(costs),
    podTable(costs),
  ];
}

function sentence({ pods, vcpus, nodeMemory, nodeMemoryFromUse, unprepared }: Totals): string {
  const more = nodeMemory - unprepared;
  return `**${memory(nodeMemory)}** of node memory and ${pluralize(vcpus, 'vCPU')} for ${pluralize(pods, 'pod')}: **${difference(more)}** against ${memory(unprepared)} unprepared.${nodeMemoryFromUse === undefined ? '' : ` With limits from measured use: **${memory(nodeMemoryFromUse)}** (${difference(nodeMemoryFromUse - nodeMemory)}).`}`;
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
  const isMeasured = costs.some(({ nodeMemoryFromUse }) => nodeMemoryFromUse !== undefined);
  const rows = dearest.map((cost) => {
    const { replicas, vcpus, vmMemory, guestMemory, nodeMemory, unprepared } = cost;
    return [
      text(costTitle(cost)) + remarkOf(cost),
      cost.onEveryNode ? 'each node' : `${replicas ?? '?'}`,
      `${vcpus}`,
      `${vmMemory - guestMemory}`,
      `${imageMemoryOf(cost)}`,
      `${guestMemory}`,
      `${vmMemory}`,
      `${nodeMemory}`,
      `${unprepared}`,
      `${signOf(nodeMemory - unprepared)}${Math.abs(nodeMemory - unprepared)}`,
      ...(isMeasured ? [usedText(cost), `${cost.nodeMemoryFromUse ?? '?'}`] : []),
    ];
  });
  const head = ['One pod, in MiB', 'Pods', 'vCPUs', 'Containers', 'of that images', 'Guest', 'VM'];
  const measured = isMeasured ? ['Measured', 'Node with limits from use'] : [];
  const pods = table([...head, 'Node', 'Unprepared', 'Difference', ...measured], 1, rows);
  return costs.length > rows.length
    ? `${pods}\n\n… and ${pluralize(costs.length - rows.length, 'workload')} that take less`
    : pods;
}

/** What the measured containers used together; `?` if none was measured. */
function usedText({ containers }: WorkloadCost): string {
  const used = containers.flatMap((one) => (one.role === 'init' ? [] : (one.used ?? [])));
  return used.length === 0 ? '?' : `${used.reduce((sum, size) => sum + size, 0)}`;
}

/** What the limit does not cover. */
function remarkOf(cost: WorkloadCost): string {
  const [missing, beyond, used] = [uncoveredImages(cost), uncounted(cost), uncoveredUse(cost)];
  return [
    used > 0 ? `<br>⚠ the containers used ${used} more than the limits leave beside the images` : '',
    missing > 0 ? `<br>⚠ the limits do not cover ${missing} that the images need` : '',
    beyond > 0 ? `<br>⚠ the node does not count ${beyond} of the VM` : '',
  ].join('');
}
