import { formatDuration } from '../duration.ts';

/** A condition on a label: `cluster="production"` or, with `=~`, a regular expression. */
export interface LabelMatcher {
  name: string;
  operator: '=' | '=~';
  value: string;
}

/** What is measured. */
export interface Scope {
  metric: string;
  /** Empty: all namespaces. */
  namespaces: readonly string[];
  containers: readonly string[];
  matchers: readonly LabelMatcher[];
}

/** Labels that conventionally name the cluster of a series if one server has several. */
export const CLUSTER_LABELS = ['cluster', 'cluster_name', 'k8s_cluster', 'k8s_cluster_name'] as const;

const CONTAINER = ['namespace', 'pod', 'container', ...CLUSTER_LABELS].join(', ');

/** The largest sample of each container. */
export function peakQuery(scope: Scope, seconds: number): string {
  return `max by (${CONTAINER}) (max_over_time(${useOf(scope, seconds)}))`;
}

/**
 * The number of samples of each container. A container that restarted has several series, which differ in the labels that cAdvisor adds; of
 * series that differ in other labels, such as those of two scrape jobs, one counts.
 */
export function samplesQuery(scope: Scope, seconds: number): string {
  return `max by (${CONTAINER}) (sum without (id, name, image) (count_over_time(${useOf(scope, seconds)})))`;
}

/** The 99th percentile of each container; of several series, the largest. */
export function percentileQuery(scope: Scope, seconds: number): string {
  return `max by (${CONTAINER}) (quantile_over_time(0.99, ${useOf(scope, seconds)}))`;
}

function useOf(scope: Scope, seconds: number): string {
  const container: LabelMatcher = { name: 'container', operator: '=~', value: oneOf(scope.containers) };
  return series(scope.metric, [container, ...inNamespaces(scope, 'namespace'), ...scope.matchers], seconds);
}

/** Labels of kube-state-metrics if the scrape job keeps those of the target instead (Prometheus, `honor_labels`). */
const EXPORTED = ['exported_namespace', 'exported_pod', 'exported_container'];

/** Owners of pods, ReplicaSets and Jobs (kube-state-metrics, Pod, ReplicaSet and Job Metrics). */
export const OWNER_METRICS = {
  pods: ['kube_pod_owner', 'pod'],
  replicaSets: ['kube_replicaset_owner', 'replicaset'],
  jobs: ['kube_job_owner', 'job_name'],
} as const;

export function ownerQuery(scope: Scope, [metric, name]: readonly [string, string], seconds: number): string {
  const owner = [name, 'owner_kind', 'owner_name', 'owner_is_controller'];
  return stateQuery(scope, metric, owner, [], seconds);
}

/**
 * Containers that were terminated because they were out of memory. The last reason is that of a container that was started again, the
 * current one that of a container that was not, such as those of Jobs (kube-state-metrics, Pod Metrics).
 */
export function outOfMemoryQuery(scope: Scope, seconds: number): string {
  const reason: LabelMatcher = { name: 'reason', operator: '=', value: 'OOMKilled' };
  return ['kube_pod_container_status_last_terminated_reason', 'kube_pod_container_status_terminated_reason']
    .map((metric) => stateQuery(scope, metric, ['pod', 'container'], [reason], seconds))
    .join(' or ');
}

/** The states that an object had at any time, from a metric whose value is 1 for the current one. */
function stateQuery(
  scope: Scope,
  metric: string,
  labels: readonly string[],
  matchers: readonly LabelMatcher[],
  seconds: number,
): string {
  const by = ['namespace', ...labels, ...EXPORTED, ...CLUSTER_LABELS].join(', ');
  const of = (namespaces: readonly LabelMatcher[]) =>
    `max_over_time(${series(metric, [...namespaces, ...matchers, ...scope.matchers], seconds)})`;
  const all =
    scope.namespaces.length === 0
      ? of([])
      : `${of(inNamespaces(scope, 'namespace'))} or ${of(inNamespaces(scope, 'exported_namespace'))}`;
  return `max by (${by}) (${all}) > 0`;
}

function inNamespaces({ namespaces }: Scope, name: string): LabelMatcher[] {
  return namespaces.length === 0 ? [] : [{ name, operator: '=~', value: oneOf(namespaces) }];
}

/** Names of Kubernetes contain no characters with a meaning in a regular expression except for the dot. */
function oneOf(names: readonly string[]): string {
  return [...names]
    .sort()
    .map((name) => name.replaceAll('.', '\\.'))
    .join('|');
}

function series(metric: string, matchers: readonly LabelMatcher[], seconds: number): string {
  const conditions = matchers.map(({ name, operator, value }) => `${name}${operator}${quoted(value)}`);
  return `${metric}{${conditions.join(', ')}}[${seconds % 60 === 0 ? formatDuration(seconds) : `${seconds}s`}]`;
}

/** A string in PromQL has the escapes of Go. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
