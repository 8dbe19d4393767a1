import { indexInput } from '../kubernetes/input/index.ts';
import { formatObjectName } from '../kubernetes/object-name.ts';
import type { Input, Resource } from '../manifest/types.ts';
import { type Result, severityRank } from '../rules/result.ts';
import { at, textAt } from '../yaml/access.ts';
import { Authors } from './authors.ts';
import { addCoverage } from './coverage-findings.ts';
import { DifferenceFindings } from './difference-findings.ts';
import { EventFindings } from './event-findings.ts';
import { LiveFindings } from './findings.ts';
import { LiveObjects } from './live-objects.ts';
import { addNamespace } from './namespace-findings.ts';
import { liveTemplate, runsUnderContrast, templatePaths } from './pod-templates.ts';
import { PreparedWorkloads } from './prepared-workloads.ts';
import { RuntimeCheck } from './runtime-check.ts';
import { WorkloadMatches } from './workload-matches.ts';

/** What a comparison found. */
export interface Comparison {
  /** The worst ones first. */
  results: Result[];
  /** Number of workloads in the files that have live objects. */
  workloads: number;
  /** Number of live pods that belong to them. */
  pods: number;
}

/** Compares live objects with the manifests that were prepared or generated. */
export function compareWithLive(files: Input, live: Input): Comparison {
  const comparison = new LiveComparison(files, live);
  comparison.addControllers();
  comparison.addPods();
  return comparison.finish();
}

class LiveComparison {
  readonly #prepared: PreparedWorkloads;
  readonly #live: LiveObjects;
  readonly #matches: WorkloadMatches;
  readonly #findings = new LiveFindings();
  readonly #differences: DifferenceFindings;
  readonly #runtime: RuntimeCheck;
  readonly #events: EventFindings;
  readonly #unknown = new Set<string>();
  #pods = 0;

  constructor(files: Input, live: Input) {
    const resources = [...live.resources, ...live.unparsed];
    const evidence = [...files.resources.filter(isEvidence), ...resources];
    this.#prepared = new PreparedWorkloads(files.resources);
    this.#live = new LiveObjects(resources);
    this.#matches = new WorkloadMatches(this.#prepared, this.#live);
    const authors = new Authors(this.#live, indexInput({ resources: evidence, unparsed: [] }));
    this.#differences = new DifferenceFindings(this.#findings, authors);
    this.#runtime = new RuntimeCheck(this.#live, this.#findings);
    this.#events = new EventFindings(this.#live, this.#findings);
  }

  addControllers(): void {
    for (const kind of this.#live.kinds)
      if (kind !== 'Pod')
        for (const resource of this.#live.ofKind(kind))
          if (templatePaths(resource).length > 0) this.#addController(resource);
  }

  #addController(resource: Resource): void {
    const chain = this.#live.chainOf(resource);
    const match = this.#matches.of(chain);
    if (!match) return;
    for (const owner of chain) this.#events.addOwner(owner, match.prepared);
    const { controller, prepared } = match;
    if (resource !== controller?.resource) return;
    addNamespace(this.#findings, match, '');
    this.#runtime.add(prepared, resource, controller.templatePath);
    this.#differences.addController(match, controller);
  }

  /** One pod after the other, so that not all of them are in memory as nodes. */
  addPods(): void {
    for (const pod of this.#live.ofKind('Pod')) {
      if (!isOver(pod)) this.#addPod(pod);
      pod.release?.();
    }
  }

  #addPod(pod: Resource): void {
    const chain = this.#live.chainOf(pod);
    const match = this.#matches.of(chain);
    const template = match && liveTemplate(pod, []);
    if (!match || !template) {
      if (runsUnderContrast(pod)) this.#unknown.add(formatObjectName(chain.at(-1)!));
      return;
    }
    this.#pods++;
    for (const owner of chain.slice(1)) this.#events.addOwner(owner, match.prepared);
    this.#events.addPod(pod, match.prepared);
    addNamespace(this.#findings, match, pod.name);
    this.#runtime.add(match.prepared, pod, []);
    this.#differences.addPod(match, pod, template, chain);
  }

  finish(): Comparison {
    this.#runtime.finish();
    this.#events.finish();
    const matches = this.#matches.all;
    addCoverage(this.#findings, {
      prepared: this.#prepared.all,
      matches,
      pods: this.#pods,
      unknown: this.#unknown,
    });
    const results = [...this.#findings.results()].sort(
      (a, b) => severityRank(b.severity) - severityRank(a.severity),
    );
    const workloads = new Set(matches.map(({ prepared }) => prepared)).size;
    return { results, workloads, pods: this.#pods };
  }
}

/** Objects of the files that say what the cluster does to pods count as if they were live. */
const EVIDENCE = new Set([
  'LimitRange',
  'MutatingAdmissionPolicy',
  'MutatingWebhookConfiguration',
  'Namespace',
  'VerticalPodAutoscaler',
]);

function isEvidence({ kind }: Resource): boolean {
  return EVIDENCE.has(kind);
}

/** A pod that is terminating or has completed says nothing about starting; a failed pod of a Job does. */
function isOver({ root }: Resource): boolean {
  if (at(root, 'metadata', 'deletionTimestamp')) return true;
  const phase = textAt(root, 'status', 'phase');
  if (phase === 'Succeeded') return true;
  return phase === 'Failed' && textAt(root, 'metadata', 'ownerReferences', 0, 'kind') !== 'Job';
}
