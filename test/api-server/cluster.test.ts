// A cluster with controllers: the guard and check judge the pods that they create, and pods that change.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { asCheckResult } from '../../src/cli/check.ts';
import { run } from '../../src/engine/run.ts';
import type { Json } from '../../src/util/json.ts';
import { document } from '../config/load.ts';
import { corpus, hostPath } from '../hosts/programs.ts';
import { DIGEST, METAL } from '../policy/cases.ts';
import { type Fields, type WorkloadKind, workload } from './arbitrary.ts';
import type { Answer, ApiObject, Client } from './client.ts';
import { configurationFor } from './configurations.ts';
import {
  addNamespace,
  addRuntimeClass,
  create,
  guard,
  POLICIES,
  rejectingRules,
  VERSION_CLASS,
} from './guards.ts';
import { corpusStreams, manifestsIn } from './manifests.ts';
import { podOf, preparedPod } from './pods.ts';
import type { ApiServer } from './server.ts';
import { serverTests } from './server-test.ts';
import { until } from './until.ts';

const CONTROLLERS = [
  ...['deployment', 'replicaset', 'replicationcontroller', 'statefulset', 'daemonset', 'job', 'cronjob'],
];

// Nobody reports that the node is ready, which would keep pods from it.
const options = { controllers: CONTROLLERS, disabledPlugins: ['TaintNodesByCondition'] };
const serverTest = serverTests(
  options,
  async ({ client }) => {
    for (const name of [VERSION_CLASS, 'contrast-cc', 'kata-cc-isolation'])
      await addRuntimeClass(client, name);
    const labels = { 'kubernetes.io/os': 'linux' };
    await create(client, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node', labels } });
  },
  ['kubectl 1.36'],
);

const prepared = preparedPod(VERSION_CLASS).spec as Fields;
const { runtimeClassName, ...unprepared } = prepared;

function kubectl({ kubeconfig }: ApiServer, ...args: string[]): string {
  const all = [`--kubeconfig=${kubeconfig}`, ...args];
  return execFileSync(hostPath('kubectl 1.36'), all, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

const EXCLUDED = `${METAL}
workloads:
  exclude:
    - {kind: Deployment, name: old-*}
    - {kind: CronJob, name: hourly}
    - {kind: Job, name: "dump-*"}
    - {kind: StatefulSet, name: database}
    - {kind: ReplicaSet, name: "set-*"}
    - {kind: Pod, name: "tool-*"}
    - {apiVersion: apps/v1, name: by-group}
    - {apiVersion: batch/v1, kind: CronJob, name: timer-by-group}
    - {labelSelector: tier=infrastructure}
    - {annotationSelector: team=operations}
    - {kind: Rollout, name: "*"}`;

/** Objects with unprepared pods, and whether the configuration leaves them out. */
const OWNERS: [kind: WorkloadKind, name: string, isExcluded: boolean, metadata?: Fields][] = [
  ['Deployment', 'old-shop', true],
  ['Deployment', 'old', false],
  ['Deployment', 'by-group', true],
  ['Deployment', 'by-annotation', true, { annotations: { team: 'operations' } }],
  ['ReplicaSet', 'set-1', true],
  ['ReplicaSet', 'settings', false],
  ['ReplicationController', 'controller', false],
  ['StatefulSet', 'database', true],
  ['StatefulSet', 'database-2', false],
  ['DaemonSet', 'agent', false],
  ['DaemonSet', 'agent-by-label', true, { labels: { tier: 'infrastructure' } }],
  ['Job', 'dump-20260101', true],
  ['Job', 'hourly-20260101', false],
  ['CronJob', 'hourly', true],
  ['CronJob', 'daily', false],
  ['CronJob', 'timer-by-group', true],
];

/** What became of the pods of an object: created, or rejected with a message. */
async function fateOf(
  client: Client,
  namespace: string,
  name: string,
): Promise<'created' | string | undefined> {
  const base = `/api/v1/namespaces/${namespace}`;
  const pods = await client.demand('GET', `${base}/pods?labelSelector=app=${name}`);
  if (pods.items.length > 0) return 'created';
  const events = await client.demand('GET', `${base}/events?fieldSelector=reason=FailedCreate`);
  const own = new RegExp(`^${name}(-[a-z0-9]+)?$`);
  const items = events.items as { involvedObject: { name: string }; message: string }[];
  return items.find(({ involvedObject }) => own.test(involvedObject.name))?.message;
}

/** Lets a CronJob start now, by a last time that is long past. */
async function schedule(client: Client, namespace: string, name: string): Promise<void> {
  const path = `/apis/batch/v1/namespaces/${namespace}/cronjobs/${name}/status`;
  const lastScheduleTime = new Date(Date.now() - 3_600_000).toISOString().replace(/\.\d+/, '');
  await client.demand('PATCH', path, { status: { lastScheduleTime } }, 'patch');
}

serverTest(
  'the guard judges the pods of real controllers as check judges their manifests',
  async (server) => {
    const { client } = server;
    const namespace = 'owners';
    const configuration = document(EXCLUDED);
    await guard(client, [{ namespace, configuration, actions: ['Deny'] }]);
    const objects = OWNERS.map(([kind, name, , metadata]) => {
      const object = workload(kind, name, unprepared, metadata);
      // Every minute has passed since the last time.
      if (kind === 'CronJob') object.spec.schedule = '* * * * *';
      return { ...object, metadata: { ...object.metadata, namespace } };
    });
    const wrong: string[] = [];
    for (const object of objects) await create(client, object);
    for (const [kind, name] of OWNERS) if (kind === 'CronJob') await schedule(client, namespace, name);
    for (const [index, [kind, name, isExcluded]] of OWNERS.entries()) {
      const { failed } = asCheckResult(run(JSON.stringify(objects[index]), { configuration }), false);
      assert.equal(failed, !isExcluded, `${kind} ${name}`);
      let fate: string | undefined;
      await until(async () => {
        fate = await fateOf(client, namespace, name);
        return fate !== undefined;
      });
      if (isExcluded ? fate !== 'created' : !fate!.includes('prepare-contrast'))
        wrong.push(`${kind} ${name}: ${fate}`);
    }
    assert.deepEqual(wrong, []);

    // Nothing in such a pod leads to the CronJob.
    kubectl(server, '-n', namespace, 'create', 'job', 'manual', '--from=cronjob/hourly');
    await until(async () => (await fateOf(client, namespace, 'manual')) !== undefined);
    assert.match((await fateOf(client, namespace, 'manual'))!, /runtime-class/);
  },
);

/** A pod of this name with changes to its spec. */
function podNamed(name: string, namespace: string, changes: Fields = {}): ApiObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: { ...structuredClone(prepared), ...changes },
  };
}

serverTest('the guard judges changes of pods', async ({ client }) => {
  const namespace = 'changes';
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  await addNamespace(client, namespace);
  const early = podNamed('early', namespace, { runtimeClassName: undefined });
  early.metadata.finalizers = ['example.com/keep'];
  await create(client, early);
  await guard(client, [{ namespace, configuration: document(METAL), strict: true, actions: ['Deny'] }]);
  const devices = [{ name: 'devices', hostPath: { path: '/dev' } }];
  const [container] = prepared.containers as Fields[];
  const requests = { memory: '64Mi', cpu: '100m' };
  const sized = [{ ...container, resources: { limits: { memory: '64Mi' }, requests } }];
  await create(client, podNamed('web', namespace, { volumes: devices, containers: sized }));

  const patch = (path: string, body: object) => () =>
    client.request('PATCH', `${pods}/${path}`, body, 'patch');
  const post = (path: string, body: object) => () => client.request('POST', `${pods}${path}`, body);
  const debug = (fields: object) =>
    patch('web/ephemeralcontainers', { spec: { ephemeralContainers: [{ name: 'debug', ...fields }] } });
  const resized = (resources: object) =>
    patch('web/resize', { spec: { containers: [{ ...container, resources }] } });
  const binding = {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name: 'early' },
    target: { kind: 'Node', name: 'node' },
  };
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'web' } };
  const applied = (name: string, changes: Fields) => () =>
    client.request('PATCH', `${pods}/${name}?fieldManager=test`, podNamed(name, namespace, changes), 'apply');
  const image = `registry.example.com/debug:1${DIGEST}`;
  const { containers } = prepared as { containers: Fields[] };

  /** Requests in their order, and the rules that reject them. */
  const actions: [title: string, rule: string | undefined, act: () => Promise<Answer>][] = [
    ['labels of an early pod', undefined, patch('early', { metadata: { labels: { a: 'b' } } })],
    [
      'the image of an early pod',
      'runtime-class',
      patch('early', { spec: { containers: [{ ...containers[0], image }] } }),
    ],
    ['the status of an early pod', undefined, patch('early/status', { status: { message: 'm' } })],
    ['the node of an early pod', undefined, post('/early/binding', binding)],
    ['the finalizers of an early pod', undefined, patch('early', { metadata: { finalizers: null } })],
    [
      'a shell with the devices of the node',
      'host-path',
      debug({ image, volumeMounts: [{ name: 'devices', mountPath: '/dev2' }] }),
    ],
    ['a shell without a digest', 'image-digest', debug({ image: 'busybox' })],
    ['a shell', undefined, debug({ image })],
    ['a smaller request', 'memory-request', resized({ limits: { memory: '128Mi' }, requests })],
    [
      'more memory',
      undefined,
      resized({ limits: { memory: '128Mi' }, requests: { ...requests, memory: '128Mi' } }),
    ],
    ['a CPU limit', 'cpu-limit', resized({ limits: { memory: '64Mi', cpu: '1' }, requests })],
    ['an eviction', undefined, post('/web/eviction', eviction)],
    ['server-side apply', 'runtime-class', applied('applied', { runtimeClassName: undefined })],
    ['server-side apply of a prepared pod', undefined, applied('applied', {})],
    [
      'a generated name',
      undefined,
      post('', { ...podNamed('', namespace), metadata: { generateName: 'web-' } }),
    ],
    [
      'a generated name of an unprepared pod',
      'runtime-class',
      post('', {
        ...podNamed('', namespace, { runtimeClassName: undefined }),
        metadata: { generateName: 'web-' },
      }),
    ],
  ];
  for (const [title, rule, act] of actions) {
    const answer = await act();
    if (rule) assert.deepEqual(rejectingRules(answer), [rule], `${title}: ${JSON.stringify(answer.body)}`);
    else assert.ok(answer.status < 300, `${title}: ${answer.body.message}`);
  }
});

serverTest(
  'the guard judges the pods of service accounts, which cannot change it',
  async ({ client, clientWith }) => {
    const namespace = 'accounts';
    await guard(client, [{ namespace, configuration: document(METAL), actions: ['Deny'] }]);
    const base = `/api/v1/namespaces/${namespace}/serviceaccounts`;
    await create(client, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'deployer', namespace },
    });
    const rbac = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: 'deployer', namespace } };
    const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['create', 'list'] }];
    await create(client, { ...rbac, kind: 'Role', rules });
    await create(client, {
      ...{ ...rbac, kind: 'RoleBinding' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'deployer' },
      subjects: [{ kind: 'ServiceAccount', name: 'deployer', namespace }],
    });
    const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
    const { status } = await client.demand('POST', `${base}/deployer/token`, request);
    const deployer = clientWith(status.token);
    const pods = `/api/v1/namespaces/${namespace}/pods`;
    // Roles reach the authorizer a moment later.
    await until(async () => (await deployer.request('GET', pods)).status === 200);
    const token = podNamed('with-token', namespace, { serviceAccountName: 'deployer' });
    assert.equal((await deployer.request('POST', pods, token)).status, 201);
    const early = podNamed('unprepared', namespace, { runtimeClassName: undefined });
    assert.deepEqual(rejectingRules(await deployer.request('POST', pods, early)), ['runtime-class']);
    assert.equal((await deployer.request('DELETE', `${POLICIES}/${namespace}`)).status, 403);
  },
);

/** The rules by which check fails on objects, or would with --strict, by object. What it says of a List is about no live object. */
function verdicts(text: string, configuration: Json): Record<string, string[]> {
  const { results } = asCheckResult(run(text, { configuration }), false);
  const found: Record<string, Set<string>> = {};
  for (const { severity, rule, resource } of results) {
    if (severity === 'info' || !resource) continue;
    const key = `${resource.kind} ${resource.name}`;
    found[key] ??= new Set();
    found[key].add(`${severity} ${rule}`);
  }
  return Object.fromEntries(Object.entries(found).map(([key, rules]) => [key, [...rules].sort()]));
}

/** Gives the pods of an object what contrast generate leaves in them, without which check judges its input. */
function generated(object: ApiObject): ApiObject {
  const { spec } = object;
  const template = (spec.jobTemplate?.spec ?? spec).template;
  const annotations = { ...template.metadata?.annotations, 'io.katacontainers.config.agent.policy': 'eA==' };
  template.metadata = { ...template.metadata, annotations };
  // Other objects, which say nothing about a VM.
  for (const field of ['serviceAccountName', 'serviceAccount', 'priorityClassName'])
    delete template.spec[field];
  return object;
}

/** The prepared workloads of real manifests with their claims, each name once, in one namespace. */
function preparedObjects(configuration: Json, stream: string, namespace: string): ApiObject[] {
  const objects = new Map<string, ApiObject>();
  for (const { object } of manifestsIn(run(stream, { configuration }).output)) {
    const { kind, metadata } = object;
    const isWorkload = kind !== 'Pod' && podOf(object) !== undefined;
    if (!isWorkload && kind !== 'PersistentVolumeClaim') continue;
    const placed = { ...object, metadata: { ...metadata, namespace } };
    objects.set(`${kind} ${metadata.name}`, isWorkload ? generated(placed) : placed);
  }
  return [...objects.values()];
}

const stream = corpus && [...corpusStreams(corpus)].map(([, text]) => text).join('\n---\n');
const KINDS = 'deployments,replicasets,statefulsets,daemonsets,jobs,cronjobs,pods,persistentvolumeclaims';

for (const [index, name] of ['bare metal', 'AKS'].entries())
  serverTest(`check says of live objects what it says of their files on ${name}`, async (server, t) => {
    const { client } = server;
    const namespace = `live-${index}`;
    await addNamespace(client, namespace);
    const configuration = configurationFor(name, stream ?? '');
    const objects = stream === undefined ? [] : preparedObjects(configuration, stream, namespace);
    // Nobody has run contrast generate on these. On AKS the API server adds a CPU request, which nobody can remove.
    const limits = { memory: '1Gi', ...(name === 'AKS' && { cpu: '1' }) };
    const [container] = prepared.containers as Fields[];
    const containers = [{ ...container, resources: { limits, requests: { memory: '1Gi' } } }];
    objects.push(podNamed('alone', namespace, { runtimeClassName: 'contrast-cc', containers }));
    for (const object of objects) await create(client, object);

    const owners = objects.filter(({ kind }) => kind !== 'PersistentVolumeClaim' && kind !== 'CronJob');
    const pods = `/api/v1/namespaces/${namespace}/pods`;
    await until(async () => (await client.demand('GET', pods)).items.length >= owners.length);
    const files = verdicts(objects.map((object) => JSON.stringify(object)).join('\n---\n'), configuration);
    const get = (kinds: string) => kubectl(server, '-n', namespace, 'get', kinds, '-o', 'yaml');
    assert.deepEqual(verdicts(get(KINDS), configuration), files);

    // Pods say the same without their owners, unless check has left those unprepared.
    const alone = verdicts(get('pods'), configuration);
    for (const { kind, metadata } of owners) {
      const expected = files[`${kind} ${metadata.name}`] ?? [];
      const own = new RegExp(`^Pod ${metadata.name}(-[a-z0-9]{8,10}-[a-z0-9]{5}|-[0-9]|-[a-z0-9]{5})?$`);
      const found = Object.entries(alone).filter(([key]) => own.test(key));
      if (!expected.includes('error exempt-pods'))
        for (const [key, rules] of found) assert.deepEqual(rules, expected, key);
    }
    t.diagnostic(
      `${objects.length} objects, ${Object.keys(files).length} with findings, ${owners.length} pods`,
    );
  });
