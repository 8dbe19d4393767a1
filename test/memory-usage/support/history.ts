import type { Series } from './real-prometheus.ts';

const DAY = 86_400;
const METRIC = 'container_memory_working_set_bytes';
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** A pod of the history, and the workload that it belongs to. */
export interface HistoryPod {
  namespace: string;
  pod: string;
  /** Its workload, such as `Deployment web`. */
  of: string;
  container: string;
  /** Seconds before the query. */
  from: number;
  to: number;
  /** Seconds between samples. */
  every: number;
  /** Bytes that the samples vary around. */
  around: number;
  labels?: Record<string, string>;
}

/** Pseudo-random numbers from 0 to 1, the same in each run. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

const random = numbers(7);

function randomName(length: number): string {
  return Array.from({ length }, () => ALPHABET[Math.floor(random.next().value * ALPHABET.length)]).join('');
}

/** Builds the history of a cluster before `now`. */
export class History {
  readonly series: Series[] = [];
  readonly pods: HistoryPod[] = [];
  readonly #states = new Set<string>();
  readonly #now: number;
  readonly #labels: Record<string, string>;

  /** @param labels labels of every series, such as that of the cluster. */
  constructor(now: number, labels: Record<string, string> = {}) {
    this.#now = now;
    this.#labels = labels;
  }

  /** Adds the samples of one container. Times are between whole minutes, so none is at the border of a window. */
  container(pod: HistoryPod): void {
    const samples: [number, number][] = [];
    for (let time = this.#now - pod.from + 17; time < this.#now - pod.to; time += pod.every) {
      const noise = random.next().value;
      // A rare peak, as real applications have.
      const factor = noise > 0.995 ? 1.8 : 0.9 + 0.2 * noise;
      samples.push([time, Math.round(pod.around * factor)]);
    }
    const { namespace, pod: name, container } = pod;
    const id = {
      id: `/kubepods/${name}/${container}/${pod.from}`,
      name: `${container}-${pod.from}`,
      image: 'i',
    };
    const labels = { namespace, pod: name, container, ...id, job: 'kubelet', ...this.#labels, ...pod.labels };
    this.series.push({ metric: METRIC, labels, samples });
    this.pods.push(pod);
  }

  /** Adds a metric of kube-state-metrics with the value 1. */
  state(metric: string, labels: Record<string, string>, from = 14 * DAY, to = 0): void {
    // Several pods have the same ReplicaSet.
    const key = JSON.stringify([metric, labels]);
    if (this.#states.has(key)) return;
    this.#states.add(key);
    const samples: [number, number][] = [];
    for (let time = this.#now - from + 17; time < this.#now - to; time += DAY / 4) samples.push([time, 1]);
    if (samples.length === 0) samples.push([this.#now - from + 17, 1]);
    this.series.push({ metric, labels: { job: 'kube-state-metrics', ...this.#labels, ...labels }, samples });
  }

  /** `owners`: the chain of owners from the pod upwards, such as `['ReplicaSet web-5d4f8c7b9d', 'Deployment web']`. */
  owners(namespace: string, pod: string, owners: readonly string[]): void {
    const own = (owner = ' ') => {
      const [owner_kind = '', owner_name = ''] = owner.split(' ');
      return { owner_kind, owner_name, owner_is_controller: owner_kind === '' ? '' : 'true' };
    };
    this.state('kube_pod_owner', { namespace, pod, uid: pod, ...own(owners[0]) });
    const [kind, name = ''] = owners[0]?.split(' ') ?? [];
    if (kind === 'ReplicaSet')
      this.state('kube_replicaset_owner', { namespace, replicaset: name, ...own(owners[1]) });
    if (kind === 'Job') this.state('kube_job_owner', { namespace, job_name: name, ...own(owners[1]) });
  }
}

/** A cluster with workloads of every kind. `withOwners`: whether kube-state-metrics is scraped. */
export function shopHistory(now: number, namespace: string, withOwners: boolean): History {
  const history = new History(now);
  const owners = (pod: string, chain: readonly string[]) => {
    if (withOwners) history.owners(namespace, pod, chain);
  };
  const minutes = 600;
  const add = (of: string, pod: string, container: string, rest: Partial<HistoryPod> & { around: number }) =>
    history.container({ namespace, pod, of, container, from: 14 * DAY, to: 0, every: minutes, ...rest });

  // A rollout after six days; a gap of two days before it, and a container that restarted.
  for (const [hash, replicas, from, to] of [
    ['5d4f8c7b9d', 2, 14, 8],
    ['7c9d8b6f54', 3, 6, 0],
  ] as const)
    for (let replica = 0; replica < replicas; replica++) {
      const pod = `web-${hash}-${randomName(5)}`;
      owners(pod, [`ReplicaSet web-${hash}`, 'Deployment web']);
      const middle = (from + to) / 2;
      add('Deployment web', pod, 'web', {
        from: from * DAY,
        to: middle * DAY,
        around: 200e6 + replica * 5e6,
      });
      add('Deployment web', pod, 'web', { from: middle * DAY, to: to * DAY, around: 210e6 });
      add('Deployment web', pod, 'proxy', { from: from * DAY, to: to * DAY, around: 30e6 });
      // A container that came and went.
      if (replica === 1)
        add('Deployment web', pod, 'setup', { from: from * DAY, to: from * DAY - 1900, around: 9e6 });
    }

  for (const pod of ['db-0', 'db-1']) {
    owners(pod, ['StatefulSet db']);
    add('StatefulSet db', pod, 'postgres', { around: 800e6 });
    // The same container, scraped by a second job.
    add('StatefulSet db', pod, 'postgres', { around: 790e6, labels: { job: 'cadvisor' } });
  }

  for (let hour = 14 * 24; hour > 0; hour -= 2) {
    const job = `report-${29_000_000 + hour * 60}`;
    const pod = `${job}-${randomName(5)}`;
    owners(pod, [`Job ${job}`, 'CronJob report']);
    add('CronJob report', pod, 'report', {
      from: hour * 3600,
      to: hour * 3600 - 700,
      every: 300,
      around: 90e6,
    });
    if (withOwners && hour > 14 * 24 - 6)
      history.state(
        'kube_pod_container_status_terminated_reason',
        { namespace, pod, container: 'report', reason: 'OOMKilled' },
        hour * 3600,
        hour * 3600 - 60,
      );
  }

  for (let node = 0; node < 3; node++) {
    const pod = `agent-${randomName(5)}`;
    owners(pod, ['DaemonSet agent']);
    add('DaemonSet agent', pod, 'agent', { around: 50e6 + node * 1e6 });
  }

  const migrate = `migrate-${randomName(5)}`;
  owners(migrate, ['Job migrate']);
  add('Job migrate', migrate, 'migrate', { from: 3 * DAY, to: 3 * DAY - 3000, every: 60, around: 120e6 });
  owners('lone', []);
  add('Pod lone', 'lone', 'lone', { from: 2 * DAY, around: 15e6 });

  // Not in the manifests, but alike in name and container.
  const admin = `web-admin-6f7b8c9d5f-${randomName(5)}`;
  owners(admin, ['ReplicaSet web-admin-6f7b8c9d5f', 'Deployment web-admin']);
  add('', admin, 'web', { around: 5e9 });
  const canary = `web-canary-${randomName(5)}`;
  owners(canary, ['StatefulSet web-canary']);
  add('', canary, 'web', { around: 6e9 });
  return history;
}

/** The manifests of the same workloads, without limits. */
export function shopManifests(namespace: string): string {
  const pod = (...containers: string[]) =>
    `containers: [${containers.map((name) => `{name: ${name}, image: "shop/${name}:1"}`).join(', ')}]`;
  const object = (apiVersion: string, kind: string, name: string, spec: string) =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: ${spec}\n`;
  const init = 'initContainers: [{name: setup, image: "shop/setup:1"}], ';
  return [
    object(
      'apps/v1',
      'Deployment',
      'web',
      `{replicas: 3, template: {spec: {${init}${pod('web', 'proxy')}}}}`,
    ),
    object('apps/v1', 'StatefulSet', 'db', `{replicas: 2, template: {spec: {${pod('postgres')}}}}`),
    object(
      'batch/v1',
      'CronJob',
      'report',
      `{jobTemplate: {spec: {template: {spec: {restartPolicy: Never, ${pod('report')}}}}}}`,
    ),
    object('apps/v1', 'DaemonSet', 'agent', `{template: {spec: {${pod('agent')}}}}`),
    object('batch/v1', 'Job', 'migrate', `{template: {spec: {restartPolicy: Never, ${pod('migrate')}}}}`),
    object('v1', 'Pod', 'lone', `{${pod('lone')}}`),
  ].join('---\n');
}
