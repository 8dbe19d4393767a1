import { counted } from '../counted.ts';
import { groupBy } from '../group-by.ts';
import type { Json } from '../json.ts';
import type { Report } from '../report/report.ts';
import type { Answer } from '../run.ts';
import { formatPath } from '../yaml/read.ts';
import { byObject, type LocatedFinding, titleOf } from './finding.ts';
import { costSections } from './markdown-costs.ts';
import { code, details, htmlText, table, text } from './markdown-text.ts';
import { kindOf } from './summary-entries.ts';
import { workloadCount } from './workload-count.ts';

/** GitHub refuses comments of more than 65,536 characters; what goes beyond is left to the other formats. */
const LIMIT = 60_000;
/** Files that are named one by one. */
const MOST_LEFT_OUT = 50;

/** The report for pull requests, in GitHub's Markdown: what stands, what it costs, and every change with its values. */
export function formatMarkdown(report: Report, findings: readonly LocatedFinding[]): string {
  const { answer } = report;
  const listed = findings.filter(({ result }) => result.rule !== 'vm-size');
  const of = (...kinds: string[]) => listed.filter(({ result }) => kinds.includes(kindOf(result)));
  const head = [
    `## prepare-contrast: ${headline(answer)}`,
    `${text(answer.profile)}, ${workloadCount(answer)}.`,
  ];
  const sections = [
    ...leftOutList(report),
    ...standing('Errors', of('error')),
    ...costSections(report),
    ...standing('Warnings', of('warning')),
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

function headline({ results, checked }: Answer): string {
  const kinds = results.filter(({ rule }) => rule !== 'vm-size').map(kindOf);
  const count = (wanted: string, noun: string) =>
    counted(kinds.filter((kind) => kind === wanted).length, noun);
  const standing = [count('error', 'error'), count('warning', 'warning')];
  return (checked ? standing : [...standing, count('changed', 'change')]).join(', ');
}

function leftOutList({ leftOut }: Report): string[] {
  if (leftOut.length === 0) return [];
  const items = leftOut
    .slice(0, MOST_LEFT_OUT)
    .map(({ path, message }) => `- **left out** ${code(path)}: ${text(message)}`);
  if (leftOut.length > items.length) items.push(`- … and ${leftOut.length - items.length} more`);
  return [items.join('\n')];
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

/** Before and after of every change, folded up by object; the file is named where two have an object of that name. */
function changeTables(changes: readonly LocatedFinding[]): string[] {
  const objects = byObject(changes);
  const named = groupBy(objects, ({ title }) => title);
  return objects.map(({ title, file, findings }) => {
    const rows = findings.map(({ result: { path = [], currentValue, proposedValue, message, rule } }) => {
      const values = [currentValue, proposedValue].map((value) =>
        value === undefined ? '–' : code(asText(value)),
      );
      return [code(formatPath(path)), ...values, `${text(message)} (${code(rule)})`];
    });
    const place = file !== undefined && named.get(title)!.length > 1 ? ` in ${htmlText(file)}` : '';
    return details(
      `${htmlText(title)}${place}: ${counted(findings.length, 'change')}`,
      table(['Field', 'Before', 'After', 'Why'], 4, rows),
    );
  });
}

function folded(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [details(`${title}: ${items.length}`, items.join('\n'))];
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
