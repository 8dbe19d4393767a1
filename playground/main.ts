import { PreparationError } from '../src/errors.ts';
import { joinFiles, type PreparedFile, splitFiles } from '../src/files/joined.ts';
import { Locator } from '../src/output/location.ts';
import { diffHunks, rangeOf } from '../src/output/unified-diff.ts';
import { enableFilters } from '../src/report/browser/filter.ts';
import { CostObserver } from '../src/report/cost-observer.ts';
import { findingGroups } from '../src/report/findings.ts';
import { type Html, html } from '../src/report/html.ts';
import { overview } from '../src/report/overview.ts';
import type { Report } from '../src/report/report.ts';
import { cards } from '../src/report/sections.ts';
import { verdict } from '../src/report/verdict.ts';
import { run } from '../src/run.ts';
import { readYaml } from '../src/yaml/read-yaml.ts';

/** The page's elements; all of them are in index.html. */
const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const manifests = element<HTMLTextAreaElement>('manifests');
const configuration = element<HTMLTextAreaElement>('configuration');
const example = element<HTMLSelectElement>('example');
const copy = element<HTMLButtonElement>('copy');
const examples = JSON.parse(element('examples').textContent!) as Record<string, string>;

/** Fields that keep what was chosen while something is typed. */
const FILTERS = ['kind', 'rule', 'workload'];

/** Prepares what the page holds and shows all of it; nothing leaves the page. */
function prepare(): void {
  if (manifests.value.trim() === '') return showNothing('');
  try {
    const files = [{ file: 'manifests.yaml', content: manifests.value }];
    const joined = joinFiles(files);
    const observer = new CostObserver();
    const answer = run(joined.text, { configuration: readYaml(configuration.value), observer });
    const [prepared] = splitFiles(files, joined, answer.splices);
    showProblem('');
    showReport({ answer, sources: joined.sources, leftOut: [], ...observer });
    show('diff', diffOf(prepared!));
    element('output').textContent = prepared!.prepared;
    copy.hidden = !navigator.clipboard;
    copy.textContent = 'Copy';
  } catch (error) {
    const isOurs = error instanceof PreparationError;
    showNothing(isOurs ? error.message : `internal error: ${(error as Error).message}`);
    if (!isOurs) throw error;
  }
}

function showReport(report: Report): void {
  const { answer } = report;
  const locator = new Locator(answer.source, report.sources);
  const groups = findingGroups(
    answer.results.map((result) => ({ result, location: locator.locate(result) })),
  );
  const chosen = FILTERS.map((id) => document.getElementById(id)).map(
    (field) => (field as HTMLInputElement)?.value,
  );
  show('status', html`${verdict(report)} <span class="quiet">${answer.profile}</span>`);
  show('report', html`${overview(report)}${cards(report, groups)}`);
  for (const [index, id] of FILTERS.entries()) element<HTMLInputElement>(id).value = chosen[index] ?? '';
  enableFilters(element('report'));
}

function showNothing(problem: string): void {
  showProblem(problem);
  for (const id of ['status', 'diff', 'report', 'output']) element(id).textContent = '';
  copy.hidden = true;
}

function showProblem(message: string): void {
  show('problem', message === '' ? html`` : html`<p class="problem">${message}</p>`);
}

function show(id: string, content: Html): void {
  element(id).innerHTML = content.text;
}

function diffOf(file: PreparedFile): Html {
  const hunks = diffHunks(file);
  if (hunks.length === 0) return html`<div><span class="same">Nothing has to change.</span></div>`;
  const lines = hunks.map((hunk) => [
    html`<span class="range">${rangeOf(hunk)}</span>`,
    ...hunk.map(({ kind, text }) => {
      const line = `${kind}${text.replace(/\r?\n$/, '')}`;
      if (kind === ' ') return html`<span class="same">${line}</span>`;
      return kind === '+' ? html`<ins>${line}</ins>` : html`<del>${line}</del>`;
    }),
  ]);
  return html`<div>${lines}</div>`;
}

let pending: number | undefined;
for (const area of [manifests, configuration]) {
  area.addEventListener('input', () => {
    // Typing goes on while a large input is prepared only if that waits for a pause.
    window.clearTimeout(pending);
    pending = window.setTimeout(prepare, 150);
  });
}

example.innerHTML = html`${Object.keys(examples).map((name) => html`<option>${name}</option>`)}`.text;
example.addEventListener('input', () => {
  manifests.value = examples[example.value]!;
  prepare();
});
copy.addEventListener('click', async () => {
  await navigator.clipboard.writeText(element('output').textContent!);
  copy.textContent = 'Copied';
});

// A browser that comes back to the page has kept what was typed.
manifests.value ||= examples[example.value]!;
prepare();
