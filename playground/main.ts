import { lineDiff } from '../scripts/line-diff.mjs';
import { PreparationError } from '../src/errors.ts';
import { titleOf } from '../src/output/finding.ts';
import { bar, legend } from '../src/report/bars.ts';
import { type Html, html } from '../src/report/html.ts';
import { CostObserver, type WorkloadCost } from '../src/report/workload.ts';
import { type Result, rankOf } from '../src/result.ts';
import { run } from '../src/run.ts';
import { formatPath } from '../src/yaml/read.ts';
import { readYaml } from '../src/yaml/read-yaml.ts';

/** The page's elements; all of them are in index.html. */
const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const manifests = element<HTMLTextAreaElement>('manifests');
const configuration = element<HTMLTextAreaElement>('configuration');

/** Prepares what the page holds and shows all of it; nothing leaves the page. */
function prepare(): void {
  const observer = new CostObserver();
  try {
    const { output, results, profile, failed } = run(manifests.value, {
      configuration: readYaml(configuration.value),
      observer,
    });
    show('problem', html``);
    element<HTMLPreElement>('output').textContent = output;
    show('diff', diffOf(manifests.value, output));
    show('findings', findingsOf(results));
    show('costs', costsOf(observer.costs));
    element('status').textContent = `${profile}: ${failed ? 'an error stands' : 'prepared'}`;
  } catch (error) {
    if (!(error instanceof PreparationError)) throw error;
    show('problem', html`<p class="problem">${error.message}</p>`);
    element('status').textContent = 'Nothing was prepared.';
    for (const id of ['output', 'diff', 'findings', 'costs']) element(id).textContent = '';
  }
}

function show(id: string, content: Html): void {
  element(id).innerHTML = content.text;
}

function diffOf(before: string, after: string): Html {
  const lines = lineDiff(before.split('\n'), after.split('\n'));
  const near = (index: number) =>
    lines.slice(Math.max(0, index - 3), index + 4).some(({ kind }) => kind !== ' ');
  const shown = lines.map(({ kind, line }, index) => {
    if (!near(index)) return index > 0 && near(index - 1) ? html`<span class="gap">…</span>\n` : html``;
    const text = `${kind}${line}\n`;
    return kind === '+' ? html`<ins>${text}</ins>` : kind === '-' ? html`<del>${text}</del>` : html`${text}`;
  });
  return html`${shown}`;
}

function findingsOf(results: readonly Result[]): Html {
  const listed = results
    .filter(({ rule }) => rule !== 'vm-size')
    .sort((a, b) => rankOf(b.severity) - rankOf(a.severity));
  const items = listed.map((result) => {
    const word = result.changed ? 'changed' : result.severity;
    const field = result.path && result.path.length > 0 ? formatPath(result.path) : '';
    return html`<li class="${word}"><span class="badge">${word}</span> <strong>${titleOf(result)}</strong> ${result.message} <span class="quiet">${result.rule}</span><br><code>${field}</code></li>`;
  });
  return html`<ul class="findings">${items}</ul>`;
}

function costsOf(costs: readonly WorkloadCost[]): Html {
  if (costs.length === 0) return html``;
  const largest = Math.max(...costs.map(({ vmMemory, nodeMemory }) => Math.max(vmMemory, nodeMemory)));
  return html`${legend()}${costs.map((cost) => html`<p><strong>${cost.kind} ${cost.name}</strong>: ${cost.vmMemory} MiB VM, ${cost.vcpus} vCPU, ${cost.nodeMemory} MiB of a node</p>${bar(cost, largest)}`)}`;
}

let pending: number | undefined;
for (const area of [manifests, configuration]) {
  area.addEventListener('input', () => {
    // Typing goes on while a large input is prepared only if that waits for a pause.
    window.clearTimeout(pending);
    pending = window.setTimeout(prepare, 150);
  });
}
prepare();
