import { run } from '../src/engine/run.ts';
import { concatenateFiles, type PreparedFile, splitFiles } from '../src/files/concatenate.ts';
import { diffHunks, rangeOf } from '../src/files/unified-diff.ts';
import { CostObserver } from '../src/report/costs/cost-observer.ts';
import { countFindings } from '../src/report/findings-count.ts';
import { enableFilters } from '../src/report/formats/html/browser/filter.ts';
import { findingGroups } from '../src/report/formats/html/findings.ts';
import { type Html, html } from '../src/report/formats/html/html.ts';
import { overview } from '../src/report/formats/html/overview.ts';
import { cards } from '../src/report/formats/html/sections.ts';
import { verdict } from '../src/report/formats/html/verdict.ts';
import { Locator } from '../src/report/location.ts';
import type { Report } from '../src/report/report.ts';
import { PreparationError } from '../src/util/errors.ts';
import { loadYaml } from '../src/yaml/load.ts';

/** The page's elements; all of them are in index.html. */
const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const manifests = element<HTMLTextAreaElement>('manifests');
const configuration = element<HTMLTextAreaElement>('configuration');
const example = element<HTMLSelectElement>('example');
const copy = element<HTMLButtonElement>('copy');
const examples = JSON.parse(element('examples').textContent!) as Record<string, string>;

/** Filter fields whose values are kept while the user types. */
const FILTERS = ['kind', 'rule', 'workload'];

/** Prepares the manifests on the page and shows the results; sends no data. */
function prepare(): void {
  if (manifests.value.trim() === '') return showNothing('');
  try {
    const files = [{ file: 'manifests.yaml', content: manifests.value }];
    const joined = concatenateFiles(files);
    const observer = new CostObserver();
    const answer = run(joined.text, { configuration: loadYaml(configuration.value), observer });
    const [prepared] = splitFiles(files, joined, answer.textEdits);
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
  show(
    'status',
    html`${verdict(report, countFindings(answer.results))} <span class="quiet">${answer.profile}</span>`,
  );
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
  if (hunks.length === 0) return html`<div><span class="same">No changes necessary.</span></div>`;
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
    // Waits for a pause, so that preparing a large input does not block typing.
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

// When the user comes back to the page, the browser has kept their input.
manifests.value ||= examples[example.value]!;
prepare();
