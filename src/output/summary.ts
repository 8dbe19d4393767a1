import { counted } from '../counted.ts';
import { groupBy } from '../group-by.ts';
import { podPart, podTitle } from '../kube/pod-title.ts';
import type { Result } from '../result.ts';
import type { Digest, Room } from './digest.ts';
import { titleOf } from './finding.ts';
import { paint } from './paint.ts';
import { type Entry, entryOf, type Kind, shortEntries } from './summary-entries.ts';
import { formatTable } from './table.ts';
import { type RunWorkloads, workloadCount } from './workload-count.ts';
import { columnsOf, printable, WIDEST, wrap } from './wrap.ts';

/** How the summary is laid out. */
export interface SummaryLayout {
  /** Most findings and changes to list; more on a terminal would hide what matters. */
  lines?: number;
  /** Most rows of the table of VM sizes. */
  rows?: number;
  colour?: boolean;
  /** Columns to keep within; absent where lines may have any length. */
  width?: number | undefined;
  /** True where the changes of an object that need no look are only counted, by rule, and remarks are left out. */
  short?: boolean;
  /** The file that the result's object came from, to be named with it. */
  fileOf?: (result: Result) => string | undefined;
}

export interface SummaryHead extends SummaryLayout, RunWorkloads {
  /** `Metal-QEMU-SNP, Contrast 1.18` */
  profile: string;
}

/** What is shown where nobody says how much. */
const LINES = 200;
const ROWS = 100;
/** Columns in front of what a finding says: its kind. */
const INDENT = 11;

/** The run for people: findings by object, the worst of them if there are too many, the VM sizes, and what it comes to. */
export function formatSummary(digest: Digest, head: SummaryHead): string {
  const { profile, lines = LINES, rows = ROWS, colour = false, short = false, width = Infinity } = head;
  const layout = { width: width === Infinity ? width : Math.min(width, WIDEST), colour };
  const titled = groupBy(digest.listed, (result) => headingOf(result, head));
  const groups = [...titled].map(([heading, group]) => ({
    heading,
    entries: (short ? shortEntries(group) : group.map(entryOf)).sort((a, b) => b.weight - a.weight),
  }));
  const all = groups.flatMap(({ entries }) => entries);
  const worst = new Set([...all].sort((a, b) => b.weight - a.weight).slice(0, lines));

  const parts: string[] = [paint(`prepare-contrast: ${profile}`, 'bold', colour)];
  for (const { heading, entries } of groups) {
    const shown = entries.filter((entry) => worst.has(entry));
    if (shown.length > 0)
      parts.push([headingLine(heading, layout), ...shown.map((entry) => lineOf(entry, layout))].join('\n'));
  }
  const more = short ? all.length - worst.size : sumOf(digest.counts) - worst.size;
  // The short form ends with a hint of its own.
  const rest = short ? '' : '; -v or --report-file shows them';
  if (more > 0) parts.push(`… and ${more} more, none of them worse than the ones above${rest}`);
  const table = sizeTable(digest, rows, { ...layout, rest });
  if (table) parts.push(table);
  parts.push(countsOf(digest, head));
  return `${parts.join('\n\n')}\n`;
}

/** The object's title, and behind a tab its file where it is to be named. */
function headingOf(result: Result, { fileOf }: SummaryLayout): string {
  const file = fileOf?.(result);
  return printable(titleOf(result)) + (file === undefined ? '' : `\t${printable(file)}`);
}

function headingLine(heading: string, { width, colour }: { width: number; colour: boolean }): string {
  const [title, file] = heading.split('\t');
  if (file === undefined) return paint(title!, 'bold', colour);
  const gap = columnsOf(title!) + columnsOf(file) + 2 > width ? '\n' : '';
  return `${paint(title!, 'bold', colour)}${gap}  ${paint(file, 'faint', colour)}`;
}

function lineOf({ kind, text, tag }: Entry, { width, colour }: { width: number; colour: boolean }): string {
  const whole = `${printable(text)}${tag && ` ${tag}`}`;
  const lines = wrap(whole, width, INDENT);
  const last = lines.length - 1;
  if (tag && lines[last]!.endsWith(tag))
    lines[last] = lines[last]!.slice(0, -tag.length) + paint(tag, 'faint', colour);
  return `  ${paint(kind.padEnd(8), kind, colour)} ${lines.join(`\n${' '.repeat(INDENT)}`)}`;
}

/** How a digest has to be made for a summary of this layout: the short form counts by object, so it needs all. */
export function roomFor({ lines = LINES, rows = ROWS, short = false }: SummaryLayout): Room {
  return short ? { lines: Infinity, rows } : { lines, rows };
}

function sizeTable(
  { sizes, sizeCount }: Digest,
  limit: number,
  { width, colour, rest }: { width: number; colour: boolean; rest: string },
): string | undefined {
  if (sizes.length === 0) return undefined;
  const shown = sizes.slice(0, limit);
  const pods = groupBy(shown, ({ resource }) => resource);
  const rows = shown.map((result) => {
    const part = podPart(result, pods.get(result.resource)!);
    const { vmMemory = '', nodeMemory = '', vcpus = '', replicas = '' } = result.tags!;
    return [printable(podTitle(titleOf(result), part)), vmMemory, nodeMemory, vcpus, replicas];
  });
  const head = ['Workload', 'VM memory', 'Node memory', 'vCPUs', 'Replicas'];
  const table = formatTable(head, rows, width, (line) => paint(line, 'bold', colour));
  return sizeCount > limit ? `${table}\n… and ${counted(sizeCount - limit, 'more workload')}${rest}` : table;
}

function countsOf({ counts }: Digest, head: SummaryHead): string {
  const { checked = false, colour = false, short = false } = head;
  const count = (kind: Kind, noun: string) => {
    const text = counted(counts[kind], noun);
    return counts[kind] === 0 ? text : paint(text, kind, colour);
  };
  const line = [
    count('error', 'error'),
    count('warning', 'warning'),
    `${checked ? '' : `${count('changed', 'change')} in `}${workloadCount(head)}`,
  ].join(', ');
  return short ? `${line}${hint(counts)}` : line;
}

/** What the short form does not show. */
function hint(counts: Digest['counts']): string {
  const remarks = counts.info;
  const total = sumOf(counts);
  if (remarks === 0) return total === 0 ? '' : '\n-v shows each of them';
  const all = total > remarks ? 'each of them, and ' : '';
  return `\n-v shows ${all}${counted(remarks, 'remark')}`;
}

function sumOf(counts: Digest['counts']): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
