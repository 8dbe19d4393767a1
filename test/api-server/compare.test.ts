// What runs is compared with what was prepared: the API server and its controllers change nothing that matters, and each change has its cause.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { dump } from 'js-yaml';
import { compareWithLive } from '../../src/compare/compare.ts';
import { readObjects } from '../../src/compare/read-objects.ts';
import { run } from '../../src/engine/run.ts';
import { workloadKindOf } from '../../src/kubernetes/kinds/lookup.ts';
import type { Result } from '../../src/rules/result.ts';
import { sourceText } from '../../src/yaml/source.ts';
import { corpus, corpusTest, hostPath } from '../hosts/programs.ts';
import { objects } from './arbitrary.ts';
import type { ApiObject, Client } from './client.ts';
import { configurationFor } from './configurations.ts';
import { corpusStreams, dryRun, isValid, type Manifest, manifestsIn } from './manifests.ts';
import type { ApiServer } from './server.ts';
import { runs, seed, serverTests } from './server-test.ts';
import { until } from './until.ts';

const CLASS = 'contrast-cc-metal-qemu-snp-0a1b2c3d';
/** What contrast generate writes, as far as the API server is concerned. */
const GENERATED = { 'io.katacontainers.config.hypervisor.cc_init_data': 'H4sIAAAA' };

const KUBECTL = 'kubectl 1.36';

/** The controllers between an object and its pods. */
const CONTROLLERS = [
  ...['deployment', 'replicaset', 'replicationcontroller', 'statefulset', 'daemonset', 'job', 'cronjob'],
];

const serverTest = serverTests(
  { controllers: CONTROLLERS },
  async ({ client }) => {
    for (const name of [CLASS, 'contrast-cc'])
      await client.demand('POST', '/apis/node.k8s.io/v1/runtimeclasses', {
        apiVersion: 'node.k8s.io/v1',
        kind: 'RuntimeClass',
        metadata: { name },
        handler: name,
        overhead: { podFixed: { memory: '682Mi' } },
        scheduling: {
          nodeSelector: { 'example.com/tee': 'snp' },
          tolerations: [{ key: 'tee', operator: 'Exists' }],
        },
      });
    // Without its account the API server waits for one.
    await ensureAccount(client, 'default', 'default');
    // DaemonSets create a pod for each node that their RuntimeClass lets them.
    await client.demand('POST', '/api/v1/nodes', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'node', labels: { 'kubernetes.io/os': 'linux', 'example.com/tee': 'snp' } },
    });
  },
  [KUBECTL],
);

/** The results of comparing manifests with live objects. */
function compared(files: string, live: readonly object[]): { results: Result[]; pods: number } {
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: live });
  return compareWithLive(readObjects(sourceText(files)), readObjects(sourceText(list)));
}

function listed(results: readonly Result[]): string[] {
  return results.map(
    ({ rule, severity, message, tags }) => `${severity} ${rule} ${tags?.cause ?? ''}: ${message}`,
  );
}

/** Everything that the command of the documentation lists, in some namespaces. */
async function liveObjects(client: Client, namespaces: readonly string[]): Promise<ApiObject[]> {
  const collections: [root: string, plural: string, kind: string][] = [
    ['/api/v1', 'pods', 'Pod'],
    ['/apis/apps/v1', 'replicasets', 'ReplicaSet'],
    ['/apis/apps/v1', 'deployments', 'Deployment'],
    ['/apis/apps/v1', 'statefulsets', 'StatefulSet'],
    ['/apis/apps/v1', 'daemonsets', 'DaemonSet'],
    ['/apis/batch/v1', 'jobs', 'Job'],
    ['/apis/batch/v1', 'cronjobs', 'CronJob'],
    ['/api/v1', 'replicationcontrollers', 'ReplicationController'],
    ['/api/v1', 'limitranges', 'LimitRange'],
    ['/apis/node.k8s.io/v1', 'runtimeclasses', 'RuntimeClass'],
    ['/apis/admissionregistration.k8s.io/v1', 'mutatingadmissionpolicies', 'MutatingAdmissionPolicy'],
  ];
  const lists = await Promise.all(
    collections.map(async ([root, plural, kind]) => {
      const { items } = await client.demand('GET', `${root}/${plural}`);
      return (items as ApiObject[]).map((item) => ({
        ...item,
        apiVersion: root.replace(/^\/apis?\//, ''),
        kind,
      }));
    }),
  );
  return lists
    .flat()
    .filter(({ metadata: { namespace } }) => namespace === undefined || namespaces.includes(namespace));
}

async function ensureNamespace(client: Client, name: string): Promise<void> {
  await client.request('POST', '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  });
  await ensureAccount(client, name, 'default');
}

async function ensureAccount(client: Client, namespace: string, name: string): Promise<void> {
  await client.request('POST', `/api/v1/namespaces/${namespace}/serviceaccounts`, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name },
  });
}

/** The workloads of prepared manifests, as if contrast generate had processed them: with initdata, each as a document. */
function workloadsIn(stream: string, namespace: string): ApiObject[] {
  const configuration = configurationFor('bare metal', stream);
  const { output } = run(stream, { configuration });
  return manifestsIn(output).flatMap(({ object }) => {
    const template = templateOf(object);
    if (template?.spec?.runtimeClassName !== 'contrast-cc') return [];
    template.metadata = {
      ...template.metadata,
      annotations: { ...template.metadata?.annotations, ...GENERATED },
    };
    object.metadata.namespace = namespace;
    return [object];
  });
}

// biome-ignore lint/suspicious/noExplicitAny: a pod template as JSON
function templateOf(object: ApiObject): any {
  const facts = workloadKindOf(object);
  if (facts?.pods !== 'template') return undefined;
  return facts.podTemplate.reduce<ApiObject | undefined>((below, key) => below?.[key], object);
}

/** Creates a workload as kubectl does, and waits for its pods. */
async function create(client: Client, object: ApiObject): Promise<void> {
  const { namespace, name } = object.metadata;
  await ensureNamespace(client, namespace!);
  const account = templateOf(object).spec.serviceAccountName ?? templateOf(object).spec.serviceAccount;
  if (account) await ensureAccount(client, namespace!, account);
  if (object.spec.replicas > 2) object.spec.replicas = 2;
  const collection = (await client.collection(object))!;
  await client.demand('POST', `${collection}?fieldManager=kubectl-client-side-apply`, object);
  if (object.kind === 'Pod' || object.kind === 'CronJob' || object.spec.replicas === 0) return;
  await until(async () => {
    const { status: now } = await client.demand('GET', `${collection}/${name}`);
    return (now.replicas ?? now.active ?? now.currentNumberScheduled ?? 0) > 0;
  });
}

/** Items in a random order that the seed decides. */
function shuffled<T>(items: readonly T[]): T[] {
  const order = (index: number) => createHash('sha256').update(`${seed} ${index}`).digest('hex');
  const keyed = items.map((item, index) => ({ item, key: order(index) }));
  return keyed.sort((one, other) => one.key.localeCompare(other.key)).map(({ item }) => item);
}

const CORPUS_TITLE = 'prepared workloads of the corpus run as they were prepared';
if (corpus === undefined) corpusTest([], CORPUS_TITLE, async () => {});
else serverTest(CORPUS_TITLE, ({ client }) => compareCorpus(client, corpus!));

/** Runs a sample of the workloads, or all of them with a large API_SERVER_RUNS. */
async function compareCorpus(client: Client, folder: string): Promise<void> {
  const all = [...corpusStreams(folder)].flatMap(([, stream], index) =>
    workloadsIn(stream, `corpus-${index}`),
  );
  const sample = shuffled(all).slice(0, runs(12));
  for (const object of sample) await create(client, object);
  const namespaces = new Set(sample.map(({ metadata }) => metadata.namespace!));
  const live = await liveObjects(client, [...namespaces]);
  const files = sample.map((object) => dump(object, { noRefs: true })).join('---\n');
  const { results, pods } = compared(files, live);
  assert.deepEqual(listed(results), []);
  assert.ok(pods >= sample.filter(({ kind }) => kind === 'Deployment').length, `${pods} pods`);
}

serverTest('random pods that the API server stores are as they were prepared', async ({ client }) => {
  let valid = 0;
  const property = fc.asyncProperty(objects, async ([object]) => {
    const template = templateOf(object!);
    template.metadata = { ...template.metadata, annotations: { ...GENERATED } };
    template.spec.runtimeClassName = CLASS;
    const text = dump(object, { noRefs: true });
    const [manifest] = manifestsIn(text);
    const answer = await dryRun(client, manifest!);
    if (!answer || !isValid(answer)) return;
    valid++;
    const { results } = compared(text, [answer.body]);
    assert.deepEqual(
      listed(results).filter((line) => !line.includes('live-coverage')),
      [],
    );
  });
  await fc.assert(property, { numRuns: runs(60), seed });
  assert.ok(valid > 20, `${valid} are valid`);
});

/** The objects of a stream; none if a document of it is not valid, as in cases about that. */
function readable(stream: string): Manifest[] {
  try {
    return manifestsIn(stream);
  } catch {
    return [];
  }
}

/** The workloads in the output of the cases of the rules, which have most fields that manifests can have. */
function ruleCases(): ApiObject[] {
  const folder = new URL('../rules/', import.meta.url).pathname;
  const outputs = (readdirSync(folder, { recursive: true }) as string[]).filter((file) =>
    file.endsWith('/output.yaml'),
  );
  return outputs.flatMap((file) =>
    readable(readFileSync(join(folder, file), 'utf8')).flatMap(({ object }) => {
      const template = object.apiVersion === undefined ? undefined : templateOf(object);
      if (!template?.spec || !object.metadata) return [];
      template.metadata = { ...template.metadata, annotations: { ...GENERATED } };
      const { serviceAccountName, serviceAccount, ...spec } = template.spec;
      template.spec = Object.assign(spec, { runtimeClassName: CLASS });
      object.metadata.namespace = 'default';
      return [object];
    }),
  );
}

serverTest(
  'the cases of the rules that the API server stores are as they were prepared',
  async ({ client }) => {
    let valid = 0;
    for (const object of shuffled(ruleCases()).slice(0, runs(150))) {
      const text = dump(object, { noRefs: true });
      const answer = await dryRun(client, { object, text });
      if (!answer || !isValid(answer) || answer.status === 409) continue;
      valid++;
      const { results } = compared(text, [answer.body]);
      assert.deepEqual(
        listed(results).filter((line) => !line.includes('live-coverage')),
        [],
        text,
      );
    }
    assert.ok(valid > 40, `${valid} are valid`);
  },
);

/** A Deployment that contrast generate wrote. */
function deployment(namespace: string | undefined): ApiObject {
  const labels = { app: 'web' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', ...(namespace && { namespace }) },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { ...GENERATED } },
        spec: {
          runtimeClassName: CLASS,
          containers: [
            {
              name: 'web',
              image: 'registry.example.com/web:1',
              args: ['--verbose'],
              env: [{ name: 'LEVEL', value: 'low' }],
              resources: { limits: { memory: '1Gi' }, requests: { memory: '1Gi' } },
            },
          ],
        },
      },
    },
  };
}

/** A cluster in which one workload was applied, and what was done to it. */
interface Scenario {
  server: ApiServer;
  namespace: string;
  kubectl(...args: string[]): string;
  /** Applies manifests as users do. */
  apply(object: object, ...args: string[]): void;
  pods(): Promise<ApiObject[]>;
  compare(files: ApiObject, more?: readonly object[]): Promise<Result[]>;
}

function scenario(title: string, body: (scenario: Scenario) => Promise<void>): void {
  const namespace = title
    .replace(/[^a-z]+/gi, '-')
    .toLowerCase()
    .slice(0, 50);
  serverTest(`the cause is named: ${title}`, async (server) => {
    const { client, kubeconfig } = server;
    const kubectl = (input: string, ...args: string[]) => {
      const { status, stdout, stderr } = spawnSync(hostPath(KUBECTL), ['--kubeconfig', kubeconfig, ...args], {
        // The name of the program is its name as a field manager.
        argv0: 'kubectl',
        encoding: 'utf8',
        input,
        env: { ...process.env, KUBE_EDITOR: 'sed -i s/web:1/web:2/' },
      });
      assert.equal(status, 0, `kubectl ${args.join(' ')}: ${stderr}`);
      return stdout;
    };
    await ensureNamespace(client, namespace);
    await body({
      server,
      namespace,
      kubectl: (...args) => kubectl('', '-n', namespace, ...args),
      apply: (object, ...args) => kubectl(JSON.stringify(object), 'apply', '-f', '-', ...args),
      pods: () => podsOf(client, namespace),
      compare: async (files, more = []) => {
        const live = await liveObjects(client, [namespace]);
        return compared(dump(files, { noRefs: true }), [...live, ...more]).results;
      },
    });
  });
}

async function podsOf(client: Client, namespace: string): Promise<ApiObject[]> {
  const { items } = await client.demand('GET', `/api/v1/namespaces/${namespace}/pods`);
  return (items as ApiObject[]).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
}

/** Applies the workload, and waits until it has its pod. */
async function start(
  { apply, pods, namespace }: Scenario,
  object = deployment(namespace),
): Promise<ApiObject> {
  apply(object);
  await until(async () => (await pods()).length > 0);
  return object;
}

/** Waits until a new pod has taken the place of the first one, whose ReplicaSet the kubelet would have scaled down. */
async function untilReplaced({ pods }: Scenario, isNew: (pod: ApiObject) => boolean): Promise<void> {
  await until(async () => (await pods()).some(isNew));
}

/** The result with that rule and cause, whose message matches. */
function assertNamed(results: readonly Result[], rule: string, cause: string, message: RegExp): void {
  const found = results.filter((result) => result.rule === rule && result.tags?.cause === cause);
  assert.ok(
    found.some((result) => message.test(result.message)),
    `${rule} ${cause} ${message} is not in\n${listed(results).join('\n')}`,
  );
}

const imageOf = (pod: ApiObject) => pod.spec.containers[0].image as string;

scenario('a LimitRange', async (it) => {
  await it.server.client.demand('POST', `/api/v1/namespaces/${it.namespace}/limitranges`, {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'defaults' },
    spec: { limits: [{ type: 'Container', default: { cpu: '500m' } }] },
  });
  const files = await start(it);
  const results = await it.compare(files);
  assertNamed(
    results,
    'live-vm-size',
    'limit-range',
    /500m.*LimitRange a-limitrange\/defaults added it \(annotation/,
  );
});

scenario('a policy that injects a sidecar', async (it) => {
  const { client } = it.server;
  const root = '/apis/admissionregistration.k8s.io/v1';
  const expression = `Object{spec: Object.spec{containers: [Object.spec.containers{name: "tracer-agent", image: "registry.example.com/tracer:1"}]}}`;
  await client.demand('POST', `${root}/mutatingadmissionpolicies`, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingAdmissionPolicy',
    metadata: { name: 'tracer' },
    spec: {
      reinvocationPolicy: 'Never',
      matchConstraints: {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': it.namespace } },
        resourceRules: [
          { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] },
        ],
      },
      mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression } }],
    },
  });
  await client.demand('POST', `${root}/mutatingadmissionpolicybindings`, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingAdmissionPolicyBinding',
    metadata: { name: 'tracer' },
    spec: { policyName: 'tracer' },
  });
  const { metadata, spec } = deployment(it.namespace).spec.template;
  const trial = { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name: 'trial' }, spec };
  await until(async () => {
    const answer = await client.request('POST', `/api/v1/namespaces/${it.namespace}/pods?dryRun=All`, trial);
    return answer.body.spec?.containers.length === 2;
  });
  const files = await start(it);
  const results = await it.compare(files);
  assertNamed(
    results,
    'live-policy',
    'admission',
    /\["tracer-agent"\].*MutatingAdmissionPolicy tracer, which contains/,
  );
});

scenario('an in-place resize', async (it) => {
  const files = await start(it);
  const [pod] = await it.pods();
  const patch = {
    spec: {
      containers: [{ name: 'web', resources: { limits: { memory: '2Gi' }, requests: { memory: '2Gi' } } }],
    },
  };
  it.kubectl('patch', 'pod', pod!.metadata.name!, '--subresource', 'resize', '-p', JSON.stringify(patch));
  const results = await it.compare(files);
  assertNamed(
    results,
    'live-vm-size',
    'resized',
    /2Gi instead of 1Gi.*kubectl patch resized the pod in place .*subresource resize/,
  );
});

scenario('an update as the Vertical Pod Autoscaler makes it', async (it) => {
  const files = await start(it);
  const [pod] = await it.pods();
  const patch = {
    spec: {
      containers: [{ name: 'web', resources: { limits: { memory: '3Gi' }, requests: { memory: '3Gi' } } }],
    },
  };
  const flags = ['--subresource', 'resize', '--field-manager', 'vpa-updater'];
  it.kubectl('patch', 'pod', pod!.metadata.name!, ...flags, '-p', JSON.stringify(patch));
  assertNamed(
    await it.compare(files),
    'live-vm-size',
    'autoscaler',
    /3Gi instead of 1Gi.*Vertical Pod Autoscaler.*vpa-updater/,
  );
});

scenario('kubectl set image', async (it) => {
  const files = await start(it);
  it.kubectl('set', 'image', 'deployment/web', 'web=registry.example.com/web:2');
  await untilReplaced(it, (pod) => imageOf(pod).endsWith(':2'));
  assertNamed(
    await it.compare(files),
    'live-policy',
    'edited',
    /web:2 instead of \S+web:1.*kubectl set image set it \(manager kubectl-set of Deployment/,
  );
});

scenario('kubectl set env', async (it) => {
  const files = await start(it);
  it.kubectl('set', 'env', 'deployment/web', 'LEVEL=s3cret-level', 'PASSWORD=s3cret-added');
  await untilReplaced(it, (pod) => pod.spec.containers[0].env.length === 2);
  const results = await it.compare(files);
  assertNamed(results, 'live-policy', 'edited', /another value.*kubectl set env set it/);
  assertNamed(results, 'live-policy', 'edited', /env\["PASSWORD"\].*kubectl set env set it/);
  assert.doesNotMatch(JSON.stringify(results.map(({ resource, ...rest }) => rest)), /s3cret/);
});

scenario('kubectl apply -n other', async (it) => {
  const files = deployment(undefined);
  it.apply(files, '-n', it.namespace);
  await until(async () => (await it.pods()).length > 0);
  assertNamed(
    await it.compare(files),
    'live-namespace',
    'namespace',
    /is kubectl-apply-n-other in .*not set in the file.*kubectl apply -n/,
  );
  const named = { ...files, metadata: { ...files.metadata, namespace: 'shop' } };
  assertNamed(
    await it.compare(named),
    'live-namespace',
    'namespace',
    /is kubectl-apply-n-other instead of shop/,
  );
});

scenario('an edited template', async (it) => {
  const files = await start(it);
  it.kubectl('edit', 'deployment/web');
  await untilReplaced(it, (pod) => imageOf(pod).endsWith(':2'));
  assertNamed(
    await it.compare(files),
    'live-policy',
    'edited',
    /web:2 instead of \S+web:1.*kubectl edit set it/,
  );
});

scenario('another version of the manifests', async (it) => {
  const files = await start(it);
  const other = deployment(it.namespace);
  other.spec.template.spec.containers[0].args = ['--password=s3cret'];
  it.apply(other);
  await untilReplaced(it, (pod) => pod.spec.containers[0].args[0] !== '--verbose');
  const results = await it.compare(files);
  assertNamed(
    results,
    'live-policy',
    'applied',
    /password=….*instead of \["--verbose"\].*kubectl apply set it/,
  );
  assert.doesNotMatch(results.map(({ message }) => message).join('\n'), /s3cret/);
});

scenario('a rollback', async (it) => {
  await start(it);
  const files = deployment(it.namespace);
  files.spec.template.spec.containers[0].image = 'registry.example.com/web:2';
  it.apply(files);
  await untilReplaced(it, (pod) => imageOf(pod).endsWith(':2'));
  it.kubectl('rollout', 'undo', 'deployment/web');
  await until(async () => {
    const { items } = await it.server.client.demand(
      'GET',
      `/apis/apps/v1/namespaces/${it.namespace}/replicasets`,
    );
    return (items as ApiObject[]).some(
      ({ metadata }) =>
        (metadata.annotations as Record<string, string>)['deployment.kubernetes.io/revision-history'],
    );
  });
  assertNamed(
    await it.compare(files),
    'live-policy',
    'rollback',
    /web:1 instead of \S+web:2.*rolled back to an earlier template/,
  );
});

scenario('pods that were not restarted', async (it) => {
  const { selector, template } = deployment(it.namespace).spec;
  const files: ApiObject = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'web', namespace: it.namespace },
    spec: { replicas: 1, serviceName: 'web', selector, template, updateStrategy: { type: 'OnDelete' } },
  };
  await start(it, files);
  template.spec.containers[0].image = 'registry.example.com/web:2';
  it.apply(files);
  await until(async () => {
    const { status, metadata } = await it.server.client.demand(
      'GET',
      `/apis/apps/v1/namespaces/${it.namespace}/statefulsets/web`,
    );
    return (
      status.observedGeneration === metadata.generation && status.updateRevision !== status.currentRevision
    );
  });
  assertNamed(
    await it.compare(files),
    'live-revision',
    'revision',
    /earlier template .* 1 pod \(web-0\).*\.image differs/,
  );
});

scenario('an upgrade without the post-renderer', async (it) => {
  const files = await start(it);
  const plain = deployment(it.namespace);
  plain.spec.template.metadata.annotations = {};
  delete plain.spec.template.spec.runtimeClassName;
  it.apply(plain, '--server-side', '--field-manager', 'helm', '--force-conflicts');
  await untilReplaced(it, (pod) => pod.spec.runtimeClassName === undefined);
  assertNamed(
    await it.compare(files),
    'live-runtime-class',
    'unprepared',
    /is missing in.*post-renderer.*Helm/,
  );
});

scenario('kubectl debug', async (it) => {
  const files = await start(it);
  const [pod] = await it.pods();
  const patch = { spec: { ephemeralContainers: [{ name: 'debugger', image: 'busybox' }] } };
  it.kubectl(
    'patch',
    'pod',
    pod!.metadata.name!,
    '--subresource',
    'ephemeralcontainers',
    '-p',
    JSON.stringify(patch),
  );
  assertNamed(await it.compare(files), 'live-policy', 'debugged', /\["debugger"\].*kubectl debug added it/);
});

scenario('a runtime that is not installed', async (it) => {
  const files = await start(it);
  const live = (await liveObjects(it.server.client, [it.namespace])).filter(
    ({ metadata }) => metadata.name !== CLASS,
  );
  const { results } = compared(dump(files, { noRefs: true }), live);
  assertNamed(
    results,
    'live-runtime',
    'runtime',
    /contrast-cc-metal-qemu-snp-0a1b2c3d in 1 pod .* is not installed/,
  );
});
