import { groupBy } from '../../../util/group-by.ts';
import type { Json } from '../../../util/json.ts';
import { pluralize } from '../../../util/plural.ts';
import { formatPath } from '../../../yaml/access.ts';
import { byCause } from '../../causes.ts';
import { byObject, type LocatedFinding, placeOf, titleOf } from '../../finding.ts';
import { countFindings, type Findings, inPlaces } from '../../findings-count.ts';
import { type Kind, kindOf } from '../../kind.ts';
import { nextSteps, SETTINGS_TITLE } from '../../next-steps.ts';
import type { Report, ReportedRun } from '../../report.ts';
import { runText, unlistedText } from '../../run-text.ts';
import { workloadCount } from '../../summary/workload-count.ts';
import { titleOfVerdict, verdictOf } from '../../verdict.ts';
import type { LocatedReport, ReportFormat } from '../format.ts';
import { costSections } from './costs.ts';
import { code, details, htmlText, table, text } from './escape.ts';

/** GitHub refuses comments of more than 65,536 characters; what goes beyond is left to the other formats. */
const LIMIT = 60_000;
/** Files that are named one by one. */
const MOST_LEFT_OUT = 50;

/** The report as GitHub Markdown for pull requests: findings, costs, and every change with its values. */
export const markdown: ReportFormat = {
  name: 'markdown',
  purpose: 'a comment on a pull request, at most 60,000 characters',
  suffixes: ['.md', '.markdown'],
  begins: /^## prepare-contrast: /,
  format: formatMarkdown,
  formatError: ({ code, message }) =>
    `## prepare-contrast: error ${code}\n\n${message.split('\n').map(text).join('  \n')}\n`,
};

function formatMarkdown(report: LocatedReport): string {
  const { answer, findings } = report;
  const counted = countFindings(answer.results);
  const unlisted = unlistedText(answer);
  const listed = findings.filter(({ result }) => result.rule !== 'vm-size');
  const of = (...kinds: string[]) => listed.filter(({ result }) => kinds.includes(kindOf(result)));
  const head = [
    `## prepare-contrast: ${headline(answer, counted)}`,
    `${text(runText(answer))}, ${workloadCount(answer)}.${unlisted === undefined ? '' : ` ${unlisted}.`}`,
    ...conclusionOf(report, counted),
  ];
  const sections = [
    ...leftOutList(report),
    ...unfixed('Errors', of('error')),
    ...costSections(report),
    ...unfixed('Warnings', of('warning')),
    ...changeTables(of('changed')),
    ...remarks(of('info')),
  ];
  return `${within(head, sections).join('\n\n')}\n`;
}

/** The verdict and the next steps, ready to paste. */
function conclusionOf({ answer, leftOut }: Report, findings: Findings): string[] {
  const { status, reasons } = verdictOf(findings, { failed: answer.failed, leftOut: leftOut.length });
  const title = `**${titleOfVerdict[status]}${reasons.length > 0 ? ':' : '.'}**`;
  const list = reasons.map((reason) => `- ${text(reason)}`);
  const steps = nextSteps(findings);
  const block =
    steps.settings.length > 0
      ? [`${SETTINGS_TITLE}\n\n\`\`\`yaml\n${steps.settings.join('\n')}\n\`\`\``]
      : [];
  const commands = steps.commands.map(({ purpose, command }) => `${purpose}: \`${command}\``);
  return [[title, ...(list.length > 0 ? ['', ...list] : [])].join('\n'), ...block, ...commands];
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
    parts.push(
      `… and ${pluralize(missing, 'part')} more than a comment holds: see the report as HTML or JSON`,
    );
  return parts;
}

function headline({ checked }: ReportedRun, { byKind }: Findings): string {
  const count = (kind: Kind, noun: string) => {
    const { findings, places } = byKind[kind];
    return pluralize(findings, noun) + inPlaces(findings, places);
  };
  const remaining = [count('error', 'error'), count('warning', 'warning')];
  return (checked ? remaining : [...remaining, count('changed', 'change')]).join(', ');
}

function leftOutList({ leftOut }: Report): string[] {
  if (leftOut.length === 0) return [];
  const items = leftOut
    .slice(0, MOST_LEFT_OUT)
    .map(({ path, message }) => `- **left out** ${code(path)}: ${text(message)}`);
  if (leftOut.length > items.length) items.push(`- … and ${leftOut.length - items.length} more`);
  return [items.join('\n')];
}

/** Findings without a fix: those of one cause with their places, then the others by object. */
function unfixed(title: string, findings: readonly LocatedFinding[]): string[] {
  if (findings.length === 0) return [];
  const { common, single } = byCause(findings);
  const groups = groupBy(single, ({ result }) => titleOf(result));
  const [first, ...others] = [
    ...common.map(commonItem),
    ...[...groups].map(([name, group]) => `**${text(name)}**\n\n${group.map(itemOf).join('\n')}`),
  ];
  return [`### ${title}\n\n${first}`, ...others];
}

function commonItem(findings: readonly LocatedFinding[]): string {
  const { cause, rule } = findings[0]!.result;
  const places = findings.map(({ result, location }) => `- ${text(placeOf(result))}${lineOf(location)}`);
  return `${text(cause!.message)} (${code(rule)})\n\n${details(pluralize(places.length, 'place'), places.join('\n'))}`;
}

function lineOf(location: LocatedFinding['location']): string {
  return location ? ` ${code(`${location.file}:${location.line}`)}` : '';
}

function itemOf({ result, location }: LocatedFinding): string {
  const object = kindOf(result) === 'info' ? `**${text(titleOf(result))}** ` : '';
  return `- ${object}${text(result.message)} (${code(result.rule)})${lineOf(location)}`;
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
      `${htmlText(title)}${place}: ${pluralize(findings.length, 'change')}`,
      table(['Field', 'Before', 'After', 'Why'], 4, rows),
    );
  });
}

/** Findings without a decision, folded up. */
function remarks(findings: readonly LocatedFinding[]): string[] {
  if (findings.length === 0) return [];
  const { common, single } = byCause(findings);
  const parts = [...common.map(commonItem), single.map(itemOf).join('\n')].filter((part) => part !== '');
  return [details(`Remarks: ${common.length + single.length}`, parts.join('\n\n'))];
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
