import { groupBy } from '../group-by.ts';
import { type Result, rankOf } from '../result.ts';
import { formatPath } from '../yaml/read.ts';
import { titleOf } from './finding.ts';
import { paint } from './paint.ts';
import { formatTable } from './table.ts';

export interface SummaryHead {
  /** `Metal-QEMU-SNP, Contrast 1.18` */
  profile: string;
  /** Workloads that were prepared. */
  selected: number;
  /** Most findings and changes to list; more on a terminal would hide what matters. */
  lines?: number;
  /** Most rows of the table of VM sizes. */
  rows?: number;
  colour?: boolean;
}

/** The run for people: findings by object, the worst of them if there are too many, the VM sizes, and what it comes to. */
export function formatSummary(
  results: Result[],
  { profile, selected, lines = 200, rows = 100, colour = false }: SummaryHead,
): string {
  const listed = results.filter(({ rule }) => rule !== 'vm-size');
  const worst = [...listed].sort((a, b) => weightOf(b) - weightOf(a)).slice(0, lines);
  const shown = new Set(worst);
  const parts: string[] = [`prepare-contrast: ${profile}`];
  const groups = groupBy(
    listed.filter((result) => shown.has(result)),
    titleOf,
  );
  for (const [title, group] of groups) {
    group.sort((a, b) => weightOf(b) - weightOf(a));
    parts.push([paint(title, 'bold', colour), ...group.map((result) => lineOf(result, colour))].join('\n'));
  }
  if (listed.length > worst.length)
    parts.push(`… and ${listed.length - worst.length} more, none of them worse than the ones above`);
  const table = sizeTable(results, rows);
  if (table) parts.push(table);
  parts.push(countsOf(listed, selected));
  return `${parts.join('\n\n')}\n`;
}

/** Errors first, then warnings, changes, and what is only for information. */
function weightOf({ severity, changed }: Result): number {
  return rankOf(severity) * 2 + (changed ? 1 : 0);
}

function lineOf({ severity, changed, path, message, rule }: Result, colour: boolean): string {
  const word = changed ? 'changed' : severity;
  const field = path && path.length > 0 ? `${formatPath(path)}: ` : '';
  return `  ${paint(word.padEnd(8), word, colour)} ${field}${message} ${paint(`[${rule}]`, 'faint', colour)}`;
}

function sizeTable(results: Result[], limit: number): string | undefined {
  const sizes = results.filter(({ rule, tags }) => rule === 'vm-size' && tags);
  if (sizes.length === 0) return undefined;
  const rows = sizes.slice(0, limit).map((result) => {
    const tags = result.tags!;
    return [
      titleOf(result),
      tags.vmMemory ?? '',
      tags.nodeMemory ?? '',
      tags.vcpus ?? '',
      tags.replicas ?? '',
    ];
  });
  const table = formatTable(['Workload', 'VM memory', 'Node memory', 'vCPUs', 'Replicas'], rows);
  return sizes.length > limit ? `${table}\n… and ${sizes.length - limit} more workloads` : table;
}

function countsOf(results: Result[], selected: number): string {
  const count = (filter: (result: Result) => boolean, noun: string) => {
    const number = results.filter(filter).length;
    return `${number} ${noun}${number === 1 ? '' : 's'}`;
  };
  return [
    count(({ severity, changed }) => severity === 'error' && !changed, 'error'),
    count(({ severity, changed }) => severity === 'warning' && !changed, 'warning'),
    `${count(({ changed }) => changed, 'change')} in ${selected} prepared workload${selected === 1 ? '' : 's'}`,
  ].join(', ');
}
