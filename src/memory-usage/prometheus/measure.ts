import type { ContainerUsageSpec } from '../../generated/usage-types.ts';
import { limiter } from '../../http/limiter.ts';
import { formatObjectName } from '../../kubernetes/object-name.ts';
import { PreparationError } from '../../util/errors.ts';
import { pluralize } from '../../util/plural.ts';
import { formatDuration } from '../duration.ts';
import { type Measurement, UsageCollector } from '../measurement.ts';
import { OwnerTable, type OwnerTables, PodOwners, type PodPlace } from '../pod-owners.ts';
import type { WantedWorkload } from '../workloads.ts';
import type { Sample } from './answer.ts';
import {
  CLUSTER_LABELS,
  type LabelMatcher,
  OWNER_METRICS,
  outOfMemoryQuery,
  ownerQuery,
  peakQuery,
  percentileQuery,
  type Scope,
  samplesQuery,
} from './queries.ts';

export interface MeasureOptions {
  metric: string;
  /** In seconds. */
  window: number;
  /** Time of the query in seconds since 1970. */
  time: number;
  matchers: readonly LabelMatcher[];
  /** Number of parallel queries. */
  parallel: number;
  query(text: string, time: number): Promise<Sample[]>;
}

/** Longest time that one query for peaks covers: servers limit how many samples a query may read. */
const CHUNK = 86_400;

/** Figures of one container of a workload, by container; the sets are over all of its pods. */
interface Figures {
  peak: number;
  p99: number;
  samples: number;
  pods: Set<string>;
  /** Parts of the window with samples. */
  chunks: Set<number>;
  outOfMemory: Set<string>;
}

/** Measures the workloads in a Prometheus server. @throws RequestError; PreparationError if it is unclear what belongs to a workload. */
export async function measureInPrometheus(
  workloads: readonly WantedWorkload[],
  options: MeasureOptions,
): Promise<Measurement> {
  const { metric, window, time, matchers, parallel } = options;
  const limit = limiter(parallel);
  const ask = (text: string, at = time) => limit(() => options.query(text, at));
  const scope: Scope = {
    metric,
    namespaces: namespacesOf(workloads),
    containers: containersOf(workloads),
    matchers,
  };
  const count = Math.ceil(window / CHUNK);
  const chunk = Math.ceil(window / count);
  const ends = Array.from({ length: count }, (_, index) => time - index * chunk);

  const [pods, replicaSets, jobs, peaks, samples, percentiles, outOfMemory] = await Promise.all([
    ask(ownerQuery(scope, OWNER_METRICS.pods, window)),
    ask(ownerQuery(scope, OWNER_METRICS.replicaSets, window)),
    ask(ownerQuery(scope, OWNER_METRICS.jobs, window)),
    Promise.all(ends.map((end) => ask(peakQuery(scope, chunk), end))),
    Promise.all(ends.map((end) => ask(samplesQuery(scope, chunk), end))),
    ask(percentileQuery(scope, window)),
    ask(outOfMemoryQuery(scope, window)),
  ]);
  const tables: OwnerTables = {
    pods: ownersOf(pods, OWNER_METRICS.pods[1]),
    replicaSets: ownersOf(replicaSets, OWNER_METRICS.replicaSets[1]),
    jobs: ownersOf(jobs, OWNER_METRICS.jobs[1]),
  };
  const table = new FigureTable(workloads, tables);
  for (const [index, series] of peaks.entries())
    table.addAll(series, (figures, value, pod) => {
      figures.peak = Math.max(figures.peak, value);
      figures.pods.add(pod);
      figures.chunks.add(index);
    });
  for (const series of samples) table.addAll(series, (figures, value) => (figures.samples += value));
  table.addAll(percentiles, (figures, value) => (figures.p99 = Math.max(figures.p99, value)));
  table.addAll(outOfMemory, (figures, _, pod) => figures.outOfMemory.add(pod));

  table.rejectSeveralClusters(matchers);
  return {
    workloads: table.entries(chunk, { metric, window, time }),
    warnings: table.warnings(tables),
  };
}

function namespacesOf(workloads: readonly WantedWorkload[]): string[] {
  const names = new Set(workloads.map(({ namespace }) => namespace));
  return names.has('') ? [] : [...names];
}

function containersOf(workloads: readonly WantedWorkload[]): string[] {
  return [...new Set(workloads.flatMap(({ containers }) => containers))];
}

/** Owners that control their objects. */
function ownersOf(series: readonly Sample[], nameLabel: string): OwnerTable {
  const table = new OwnerTable();
  for (const { labels } of series) {
    if (labels.owner_is_controller === 'false') continue;
    const { namespace, pod } = placeOf(labels);
    const name = nameLabel === 'pod' ? pod : (labels[nameLabel] ?? '');
    table.add(clusterOf(labels), namespace, name, {
      kind: labels.owner_kind ?? '',
      name: labels.owner_name ?? '',
    });
  }
  return table;
}

/** The place of the pod; labels of the target have the prefix if they lost against those of the scrape job. */
function placeOf(labels: Sample['labels']): PodPlace & { container: string } {
  return {
    cluster: clusterOf(labels),
    namespace: labels.exported_namespace ?? labels.namespace ?? '',
    pod: labels.exported_pod ?? labels.pod ?? '',
    container: labels.exported_container ?? labels.container ?? '',
  };
}

/** `cluster="production"`; '' if the series does not name its cluster. */
function clusterOf(labels: Sample['labels']): string {
  return CLUSTER_LABELS.flatMap((name) => {
    const value = labels[name];
    return value === undefined || value === '' ? [] : [`${name}=${JSON.stringify(value)}`];
  }).join(', ');
}

/** The figures of all workloads. */
class FigureTable {
  readonly #owners: PodOwners;
  readonly #byPod = new Map<string, WantedWorkload | undefined>();
  readonly #figures = new Map<WantedWorkload, Map<string, Map<string, Figures>>>();
  readonly #clusters = new Map<WantedWorkload, Set<string>>();

  constructor(workloads: readonly WantedWorkload[], tables: OwnerTables) {
    this.#owners = new PodOwners(workloads, tables);
  }

  addAll(series: readonly Sample[], add: (figures: Figures, value: number, pod: string) => void): void {
    for (const { labels, value } of series) {
      const place = placeOf(labels);
      const pod = JSON.stringify([place.cluster, place.namespace, place.pod]);
      const workload = this.#workloadOf(pod, place);
      if (!workload?.containers.includes(place.container)) continue;
      this.#clusters.set(workload, (this.#clusters.get(workload) ?? new Set()).add(place.cluster));
      add(this.#figuresOf(workload, place.namespace, place.container), value, pod);
    }
  }

  #workloadOf(key: string, place: PodPlace): WantedWorkload | undefined {
    if (!this.#byPod.has(key)) this.#byPod.set(key, this.#owners.of(place));
    return this.#byPod.get(key);
  }

  #figuresOf(workload: WantedWorkload, namespace: string, container: string): Figures {
    const namespaces = this.#figures.get(workload) ?? new Map<string, Map<string, Figures>>();
    this.#figures.set(workload, namespaces);
    const containers = namespaces.get(namespace) ?? new Map<string, Figures>();
    namespaces.set(namespace, containers);
    let figures = containers.get(container);
    if (!figures) {
      figures = { peak: 0, p99: 0, samples: 0, pods: new Set(), chunks: new Set(), outOfMemory: new Set() };
      containers.set(container, figures);
    }
    return figures;
  }

  /** @throws PreparationError if a workload runs in several clusters and the user has not chosen any. */
  rejectSeveralClusters(matchers: readonly LabelMatcher[]): void {
    if (matchers.some(({ name }) => (CLUSTER_LABELS as readonly string[]).includes(name))) return;
    for (const [workload, clusters] of this.#clusters) {
      if (clusters.size < 2) continue;
      const names = [...clusters].sort().map((cluster) => (cluster === '' ? 'no cluster label' : cluster));
      throw new PreparationError(
        'measurement-ambiguous',
        `the server has series of ${formatObjectName(workload)} from ${clusters.size} clusters: ${names.join('; ')}; choose one with --label cluster=NAME, or several with --label 'cluster=~A|B'`,
      );
    }
  }

  entries(chunk: number, origin: { metric: string; window: number; time: number }): Measurement['workloads'] {
    const collector = new UsageCollector();
    for (const [workload, namespaces] of this.#figures)
      for (const [namespace, containers] of namespaces)
        for (const [name, figures] of containers)
          if (figures.samples > 0)
            collector.add(workload, namespace, specOf(name, figures, chunk), (one) => one);
    return collector.entries({
      source: 'prometheus',
      ...(origin.metric !== DEFAULT_METRIC && { metric: origin.metric }),
      window: formatDuration(origin.window),
      time: formatTime(origin.time),
    });
  }

  warnings({ pods }: OwnerTables): string[] {
    const { byName } = this.#owners;
    if (byName === 0) return [];
    const count = pluralize(byName, 'pod');
    const assigned =
      byName === 1 ? 'was assigned to a workload by its name' : 'were assigned to workloads by their names';
    return [
      pods.isEmpty
        ? `the server has no owners of pods (kube_pod_owner of kube-state-metrics): ${count} ${assigned}`
        : `${count} without an owner in kube_pod_owner ${assigned}`,
    ];
  }
}

/** What kubectl top shows, and what the kubelet evicts pods by. */
export const DEFAULT_METRIC = 'container_memory_working_set_bytes';

/** Percentiles are interpolated, so they have fractions. */
function specOf(
  name: string,
  { peak, p99, samples, pods, chunks, outOfMemory }: Figures,
  chunk: number,
): ContainerUsageSpec {
  return {
    name,
    peak: Math.ceil(peak),
    p99: Math.ceil(p99),
    samples,
    pods: pods.size,
    covered: formatDuration(chunks.size * chunk),
    ...(outOfMemory.size > 0 && { outOfMemory: outOfMemory.size }),
  };
}

/** RFC 3339 in UTC. */
export function formatTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+/, '');
}
