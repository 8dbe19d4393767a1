import { formatPodName, podPart } from '../../kubernetes/pod-name.ts';
import { isAtLeast, type Result } from '../../rules/result.ts';
import { paint } from '../../util/colour.ts';
import { groupBy } from '../../util/group-by.ts';
import { pluralize } from '../../util/plural.ts';
import type { Severity } from '../../util/severity.ts';
import { columnsOf, printable, WIDEST, wrap } from '../../util/text.ts';
import { SEVERAL_OBJECTS } from '../causes.ts';
import { titleOf } from '../finding.ts';
import { type Findings, inPlaces } from '../findings-count.ts';
import type { Kind } from '../kind.ts';
import { nextSteps, SETTINGS_TITLE } from '../next-steps.ts';
import type { ReportedRun } from '../report.ts';
import { unlistedText } from '../run-text.ts';
import { titleOfVerdict, verdictOf } from '../verdict.ts';
import type { ResultCollector, Room } from './collector.ts';
import { commonEntry, type Entry, entryOf, shortEntries } from './entries.ts';
import { formatTable } from './table.ts';
import { type RunWorkloads, workloadCount } from './workload-count.ts';

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
  configurationFile?: string | undefined;
  /** Minimum severity of the results to list. */
  minSeverity?: Severity | undefined;
  /** True if the exit code is 1. */
  failed: boolean;
  /** Number of files that could not be prepared. */
  leftOut?: number | undefined;
}

/** What a summary says of the run itself. */
export function headOf(answer: ReportedRun): SummaryHead {
  const { profile, configurationFile, minSeverity, selected, checked, comparedPods, failed } = answer;
  return { profile, configurationFile, minSeverity, selected, checked, comparedPods, failed };
}

/** What is shown where nobody says how much. */
const LINES = 200;
const ROWS = 100;
/** Maximum number of assumptions to name. */
const REASONS = 5;
/** Columns in front of what a finding says: its kind. */
const INDENT = 11;

/** The run for people: findings by object, the worst of them if there are too many, the VM sizes, and what it comes to. */
export function formatSummary(collector: ResultCollector, head: SummaryHead): string {
  const { profile, lines = LINES, rows = ROWS, colour = false, short = false, width = Infinity } = head;
  const { configurationFile, minSeverity = 'info' } = head;
  const layout = { width: width === Infinity ? width : Math.min(width, WIDEST), colour };
  const groups = groupsOf(collector, head);
  const all = groups.flatMap(({ entries }) => entries);
  const worst = new Set([...all].sort((a, b) => b.weight - a.weight).slice(0, lines));

  const title = paint(`prepare-contrast: ${profile}`, 'bold', colour);
  const file = configurationFile === undefined ? '' : `\nconfiguration: ${printable(configurationFile)}`;
  const parts: string[] = [`${title}${file}`];
  for (const { heading, entries } of groups) {
    const shown = entries.filter((entry) => worst.has(entry));
    if (shown.length > 0)
      parts.push([headingLine(heading, layout), ...shown.map((entry) => lineOf(entry, layout))].join('\n'));
  }
  const shown = [...worst].reduce((sum, { count }) => sum + count, 0);
  const more = short ? all.length - worst.size : collector.countFrom(minSeverity) - shown;
  // The short form ends with a different hint.
  const rest = short ? '' : '; -v or --report-file shows them';
  if (more > 0) parts.push(`… and ${more} more of the same or lower severity${rest}`);
  const table = sizeTable(collector, rows, { ...layout, rest });
  if (table) parts.push(table);
  parts.push(countsOf(collector, head, layout));
  parts.push(conclusionOf(collector, head, layout));
  return `${parts.join('\n\n')}\n`;
}

/** Places of a finding that are named, where not all are. */
const PLACES = 5;
const SHORT_PLACES = 3;

/** The lines of each object, with those of several objects first; errors first in each. */
function groupsOf(collector: ResultCollector, head: SummaryHead): { heading: string; entries: Entry[] }[] {
  const { short = false, lines = LINES, minSeverity } = head;
  const isListed = ({ severity }: Result) => isAtLeast(severity, minSeverity);
  const entries = new Map<string, Entry[]>();
  const add = (heading: string, ...added: Entry[]) =>
    entries.set(heading, [...(entries.get(heading) ?? []), ...added]);
  const limit = short ? SHORT_PLACES : lines === Infinity ? Infinity : PLACES;
  const format = { limit, short, fileOf: head.fileOf ?? (() => undefined) };
  const common = collector.common.filter(
    ({ first }) => isListed(first) && !(short && first.severity === 'info'),
  );
  for (const one of common.filter(({ isShared }) => isShared)) add(SEVERAL_OBJECTS, commonEntry(one, format));
  const titled = groupBy(collector.listed.filter(isListed), (result) => headingOf(result, head));
  const single = groupBy(
    common.filter(({ isShared }) => !isShared),
    ({ first }) => headingOf(first, head),
  );
  for (const heading of new Set([...titled.keys(), ...single.keys()])) {
    const listed = titled.get(heading) ?? [];
    add(heading, ...(single.get(heading) ?? []).map((one) => commonEntry(one, format)));
    add(heading, ...(short ? shortEntries(listed) : listed.map(entryOf)));
  }
  return [...entries].map(([heading, found]) => ({
    heading,
    entries: found.sort((a, b) => b.weight - a.weight),
  }));
}

/** The verdict and the next steps. Only lines that are ready to paste may be longer than the terminal is wide. */
function conclusionOf(
  { findings }: ResultCollector,
  { failed, leftOut = 0 }: SummaryHead,
  { width, colour }: { width: number; colour: boolean },
): string {
  const { status, reasons } = verdictOf(findings, { failed, leftOut });
  const kind = status === 'not ready' ? 'error' : status === 'ready if' ? 'warning' : 'changed';
  const lines = [paint(`${titleOfVerdict[status]}${reasons.length > 0 ? ':' : '.'}`, kind, colour)];
  for (const reason of reasons.slice(0, REASONS))
    lines.push(`  ${wrap(`- ${reason}`, width, 4).join('\n    ')}`);
  if (reasons.length > REASONS) lines.push(`  … and ${reasons.length - REASONS} more`);
  const steps = nextSteps(findings);
  if (steps.settings.length > 0) lines.push(SETTINGS_TITLE);
  for (const step of steps.settings) lines.push(...stepLines(step, width).map((line) => `  ${line}`));
  for (const { purpose, command } of steps.commands) lines.push(`${purpose}:`, `  ${command}`);
  return lines.join('\n');
}

/** A step on one line; in a narrow terminal its comment comes first, so that the lines can be pasted as they are. */
function stepLines(step: string, width: number): string[] {
  const comment = step.indexOf('  # ');
  if (comment === -1 || step.length + 2 <= width) return [step];
  return [step.slice(comment + 2), step.slice(0, comment)];
}

/** The object's title, followed by a tab and its file if the file is shown. */
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

function lineOf(
  { kind, text, tag, places }: Entry,
  { width, colour }: { width: number; colour: boolean },
): string {
  const whole = `${printable(text)}${tag && ` ${tag}`}`;
  const below = (places ?? []).map((place) =>
    wrap(printable(place), width, INDENT + 2).join(`\n${' '.repeat(INDENT + 2)}`),
  );
  const lines = wrap(whole, width, INDENT);
  const last = lines.length - 1;
  if (tag && lines[last]!.endsWith(tag))
    lines[last] = lines[last]!.slice(0, -tag.length) + paint(tag, 'faint', colour);
  const first = `  ${paint(kind.padEnd(8), kind, colour)} ${lines.join(`\n${' '.repeat(INDENT)}`)}`;
  return [first, ...below.map((line) => `${' '.repeat(INDENT)}${line}`)].join('\n');
}

/** How a collector has to be made for a summary of this layout: the short form counts by object, so it needs all. */
export function roomFor({ lines = LINES, rows = ROWS, short = false }: SummaryLayout): Room {
  return short ? { lines: Infinity, rows } : { lines, rows };
}

function sizeTable(
  { sizes, sizeCount }: ResultCollector,
  limit: number,
  { width, colour, rest }: { width: number; colour: boolean; rest: string },
): string | undefined {
  if (sizes.length === 0) return undefined;
  const shown = sizes.slice(0, limit);
  const pods = groupBy(shown, ({ resource }) => resource);
  const rows = shown.map((result) => {
    const part = podPart(result, pods.get(result.resource)!);
    const { vmMemory = '', nodeMemory = '', vcpus = '', replicas = '', withoutLimit } = result.tags!;
    const [vm, node] = [vmMemory, nodeMemory].map((text) => (withoutLimit === undefined ? text : `>${text}`));
    return [printable(formatPodName(titleOf(result), part)), vm!, node!, vcpus, replicas];
  });
  const head = ['Workload', 'VM memory', 'Node memory', 'vCPUs', 'Replicas'];
  const formatted = formatTable(head, rows, width, (line) => paint(line, 'bold', colour));
  const unlimited = shown.reduce((sum, { tags }) => sum + Number(tags!.withoutLimit ?? 0), 0);
  const table =
    unlimited === 0
      ? formatted
      : `${formatted}\n${wrap(`> without ${pluralize(unlimited, 'container')} that ${unlimited === 1 ? 'has' : 'have'} no memory limit`, width, 2).join('\n  ')}`;
  return sizeCount > limit
    ? `${table}\n… and ${pluralize(sizeCount - limit, 'more workload')}${rest}`
    : table;
}

function countsOf(
  { findings: { byKind } }: ResultCollector,
  head: SummaryHead,
  { width, colour }: { width: number; colour: boolean },
): string {
  const { checked = false, short = false } = head;
  // A number stays on one line with its noun, which is colored after the line is wrapped.
  const count = (kind: Kind, noun: string) => {
    const { findings, places } = byKind[kind];
    return pluralize(findings, noun).replace(' ', NO_BREAK) + inPlaces(findings, places);
  };
  const line = [
    count('error', 'error'),
    count('warning', 'warning'),
    ...(byKind.info.findings > 0 ? [count('info', 'remark')] : []),
    `${checked ? '' : `${count('changed', 'change')} in `}${workloadCount(head)}`,
  ].join(', ');
  const painted = wrap(line, width, 0)
    .join('\n')
    .replace(COUNT, (_, number: string, noun: string) => {
      const text = `${number} ${noun}`;
      return number === '0' ? text : paint(text, KINDS[noun.replace(/s$/, '')]!, colour);
    });
  const unlisted = unlistedText(head);
  if (unlisted !== undefined) return `${painted}\n${wrap(unlisted, width, 0).join('\n')}`;
  if (!short || placesOf(byKind) === 0) return painted;
  return `${painted}\n-v shows each place${byKind.info.findings > 0 ? ', and the remarks' : ''}`;
}

const NO_BREAK = '\u00A0';
const COUNT = /(\d{1,12})\u00A0(\w+)/g;
const KINDS: Readonly<Record<string, Kind>> = {
  error: 'error',
  warning: 'warning',
  remark: 'info',
  change: 'changed',
};

function placesOf(byKind: Findings['byKind']): number {
  return Object.values(byKind).reduce((sum, { places }) => sum + places, 0);
}
