import { groupBy } from '../group-by.ts';
import type { Json } from '../json.ts';
import { type Report, totalsOf } from '../report/report.ts';
import type { WorkloadCost } from '../report/workload.ts';
import type { Result } from '../result.ts';
import { formatPath } from '../yaml/read.ts';
import { type LocatedFinding, titleOf } from './finding.ts';
import { kindOf } from './summary-entries.ts';
import { printable } from './wrap.ts';

/** GitHub refuses comments of more than 65,536 characters; what goes beyond is left to the other formats. */
const LIMIT = 60_000;

/** The report for pull requests, in GitHub's Markdown: what stands, what it costs, and every change with its values. */
export function formatMarkdown(report: Report, findings: readonly LocatedFinding[]): string {
  const { answer, costs, leftOut } = report;
  const listed = findings.filter(({ result }) => result.rule !== 'vm-size');
  const of = (...kinds: string[]) => listed.filter(({ result }) => kinds.includes(kindOf(result)));
  const head = [
    `## prepare-contrast: ${headline(answer.results)}`,
    `${text(answer.profile)}, ${counted(answer.selected, 'prepared workload')}.`,
    ...leftOut.map(({ path, message }) => `- **left out** ${code(path)}: ${text(message)}`),
  ];
  const sections = [
    ...standing('Errors', of('error')),
    ...standing('Warnings', of('warning')),
    ...costTable(costs),
    ...changeTables(of('changed')),
    ...folded('Remarks', of('info').map(itemOf)),
  ];
  return `${within(head, sections).join('\n\n')}\n`;
}

/** As many sections as fit; those that do not are named. */
function within(head: readonly string[], sections: readonly string[]): string[] {
  const parts = [...head];
  let length = parts.join('\n\n').length;
  let missing = 0;
  for (const section of sections) {
    if (length + section.length + 2 > LIMIT) missing++;
    else {
      parts.push(section);
      length += section.length + 2;
    }
  }
  if (missing > 0)
    parts.push(`… and ${counted(missing, 'part')} more than a comment holds: see the report as HTML or JSON`);
  return parts;
}

function headline(results: readonly Result[]): string {
  const kinds = results.filter(({ rule }) => rule !== 'vm-size').map(kindOf);
  const count = (wanted: string, noun: string) =>
    counted(kinds.filter((kind) => kind === wanted).length, noun);
  return [count('error', 'error'), count('warning', 'warning'), count('changed', 'change')].join(', ');
}

/** Findings that stand, by object. */
function standing(title: string, findings: readonly LocatedFinding[]): string[] {
  if (findings.length === 0) return [];
  const groups = [...groupBy(findings, ({ result }) => titleOf(result))];
  const [first, ...others] = groups.map(
    ([name, group]) => `**${text(name)}**\n\n${group.map(itemOf).join('\n')}`,
  );
  return [`### ${title}\n\n${first}`, ...others];
}

function itemOf({ result, location }: LocatedFinding): string {
  const place = location ? ` ${code(`${location.file}:${location.line}`)}` : '';
  const object = kindOf(result) === 'info' ? `**${text(titleOf(result))}** ` : '';
  return `- ${object}${text(result.message)} (${code(result.rule)})${place}`;
}

function costTable(costs: readonly WorkloadCost[]): string[] {
  if (costs.length === 0) return [];
  const { unprepared, nodeMemory } = totalsOf(costs);
  const rows = costs.map(
    ({ kind, namespace, name, replicas, vcpus, vmMemory, nodeMemory: node, unprepared: before }) => {
      const title = text(`${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`);
      return `| ${title} | ${replicas ?? 'each node'} | ${vcpus} | ${vmMemory} | ${before} | ${node} |`;
    },
  );
  return [
    [
      '### What the VMs take, in MiB',
      '',
      '| Workload | Replicas | vCPUs | VM memory | Requested before | Node memory |',
      '| --- | ---: | ---: | ---: | ---: | ---: |',
      ...rows,
      `| **All pods** | | | | **${unprepared}** | **${nodeMemory}** |`,
    ].join('\n'),
  ];
}

/** Before and after of every change, folded up by object. */
function changeTables(changes: readonly LocatedFinding[]): string[] {
  return [...groupBy(changes, ({ result }) => titleOf(result))].map(([title, group]) => {
    const rows = group.map(({ result: { path = [], currentValue, proposedValue, message, rule } }) => {
      const values = [currentValue, proposedValue].map((value) =>
        value === undefined ? '–' : code(asText(value)),
      );
      return `| ${code(formatPath(path))} | ${values.join(' | ')} | ${text(message)} (${code(rule)}) |`;
    });
    return details(
      `${text(title)}: ${counted(group.length, 'change')}`,
      ['| Field | Before | After | Why |', '| --- | --- | --- | --- |', ...rows].join('\n'),
    );
  });
}

function folded(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [details(`${title}: ${items.length}`, items.join('\n'))];
}

function details(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What a manifest holds is text, whatever it looks like: neither markup nor HTML nor a mention of somebody. */
function text(value: string): string {
  return printable(value)
    .replace(/[\\`*_{}[\]<>#|~!&]/g, (character) =>
      character === '<' || character === '>' || character === '&'
        ? { '<': '&lt;', '>': '&gt;', '&': '&amp;' }[character]
        : `\\${character}`,
    )
    .replaceAll('@', '&#64;')
    .replace(/:\/\//g, '&#58;//');
}

/** As code, which is shown as it is; in tables a bar ends the cell even there, so that it stands as an entity outside. */
function code(value: string): string {
  const shown = printable(value);
  if (/[|`]/.test(shown) || shown.trim() === '') return `<code>${text(shown)}</code>`;
  return `\`${shown}\``;
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
