// The guard in a real API server rejects the pods on which check fails, by the same rules.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { asCheckResult } from '../../src/cli/check.ts';
import { run } from '../../src/engine/run.ts';
import { CHECKS } from '../../src/policy/checks/index.ts';
import type { Json } from '../../src/util/json.ts';
import { document } from '../config/load.ts';
import { corpus, corpusTest } from '../hosts/programs.ts';
import { cases, DIGEST, exemptions, METAL, pod } from '../policy/cases.ts';
import { podSpec, workload } from './arbitrary.ts';
import type { Answer, ApiObject, Client } from './client.ts';
import { CONFIGURATIONS, configurationFor } from './configurations.ts';
import { addRuntimeClass, type Guard, guard, rejectingRules, VERSION_CLASS } from './guards.ts';
import { corpusStreams, manifestsIn } from './manifests.ts';
import { MUTATIONS, podOf, preparedPod, TDX_CLASS } from './pods.ts';
import { runs, seed, serverTests } from './server-test.ts';

const serverTest = serverTests();

/** The rules that the guard enforces. */
const ENFORCED = ['runtime-class', ...CHECKS.map(({ rule }) => rule)];

/** What the API server says to a pod in a guarded namespace, which it does not store. */
function submit(client: Client, { namespace }: Guard, object: ApiObject): Promise<Answer> {
  const { metadata, ...rest } = object;
  const body = { ...rest, metadata: { ...metadata, namespace } };
  return client.request(
    'POST',
    `/api/v1/namespaces/${namespace}/pods?dryRun=All&fieldValidation=Strict`,
    body,
  );
}

let namespaces = 0;

/** A guarded namespace for each of the configurations that some items have, and those items. */
async function guarded<T>(
  client: Client,
  items: readonly T[],
  configurationOf: (item: T) => { spec: string; strict: boolean; prefix?: string },
): Promise<[Guard, T][]> {
  const guards = new Map<string, Guard>();
  const pairs = items.map((item): [Guard, T] => {
    const { spec, strict, prefix = 'guard' } = configurationOf(item);
    const key = JSON.stringify([spec, strict, prefix]);
    const made = guards.get(key) ?? {
      namespace: `${prefix}-${namespaces++}`,
      configuration: document(spec),
      strict,
    };
    guards.set(key, made);
    return [made, item];
  });
  await guard(client, [...guards.values()]);
  return pairs;
}

serverTest('the guard rejects and admits the made cases', async ({ client }) => {
  for (const name of new Set(cases.flatMap(({ change }) => pod(change).spec.runtimeClassName ?? [])))
    await addRuntimeClass(client, String(name));
  const pairs = await guarded(client, cases, ({ spec = METAL, strict = false }) => ({ spec, strict }));
  const wrong: unknown[] = [];
  await Promise.all(
    pairs.map(async ([one, { title, change, refused }]) => {
      const answer = await submit(client, one, pod(change) as unknown as ApiObject);
      // Kubernetes itself rejects two of them.
      const rules = rejectingRules(answer);
      if (answer.status >= 300 ? refused.length === 0 : !same(rules, refused))
        wrong.push({ title, refused, rules, answer: answer.body.message });
    }),
  );
  assert.deepEqual(wrong, []);
});

serverTest('the guard exempts the pods that the configuration leaves out', async ({ client }) => {
  const pairs = await guarded(client, exemptions, ([, workloads, , namespace]) => ({
    spec: `${METAL}\nworkloads:\n  ${workloads}`,
    strict: false,
    prefix: namespace === 'kube-system' ? 'kube-guard' : 'guard',
  }));
  const wrong: unknown[] = [];
  await Promise.all(
    pairs.map(async ([one, [title, workloads, change, , exempt]]) => {
      const answer = await submit(client, one, pod(change) as unknown as ApiObject);
      const rules = rejectingRules(answer);
      if (answer.status >= 300 || (rules.length === 0) !== exempt)
        wrong.push({ title, workloads, rules, answer: answer.body.message });
    }),
  );
  assert.deepEqual(wrong, []);
});

function same(one: Iterable<string>, other: Iterable<string>): boolean {
  return [...one].sort().join() === [...other].sort().join();
}

/** What one of the two says of a pod and the other does not. */
interface Difference {
  rule: string;
  byGuard: boolean;
  /** The rules by which the guard and check reject the pod. */
  guard: ReadonlySet<string>;
  check: ReadonlySet<string>;
  strict: boolean;
  kind: string;
  spec: ApiObject['spec'];
}

/** The differences between the guard and check that docs/guard.md explains. */
const EXPLAINED: Record<string, (difference: Difference) => boolean> = {
  // Check goes on with the limit that it would set.
  'a request beside a limit that is missing': ({ rule, byGuard, guard, check }) =>
    rule === 'memory-request' && !byGuard && guard.has('memory-limit') && check.has('memory-limit'),
  // Check names the reason why it leaves the pod alone, such as a node agent's.
  'a pod that check leaves unprepared': ({ byGuard, check }) => byGuard && check.has('exempt-pods'),
  // The API server rejects pods of such a template.
  'amounts that Kubernetes rejects in a pod': ({ rule, byGuard, kind }) =>
    rule === 'pod-level-resources' && !byGuard && kind !== 'Pod',
  // Check goes on with the class that it would set, or with the platform that the class names.
  'a RuntimeClass that the guard rejects': ({ byGuard, guard, spec }) =>
    !byGuard &&
    (guard.has('runtime-class-name') || (guard.has('runtime-class') && spec.runtimeClassName !== undefined)),
  // Check goes on with the device that it would put in place of the mount.
  'a part of a claim that becomes a device': ({ rule, byGuard, guard, check }) =>
    rule === 'sub-path' && byGuard && guard.has('persistent-volume') && check.has('persistent-volume'),
  // Check goes on without the resources that it would remove.
  'pod-level resources that are removed': ({ rule, byGuard, strict, check }) =>
    rule === 'pod-level-resources' &&
    byGuard &&
    strict &&
    (check.has('cpu-limit') || check.has('memory-request')),
  // Only the claim says whether it is a block device.
  'a claim as a device': ({ rule, byGuard, strict, spec }) =>
    rule === 'persistent-volume' &&
    !byGuard &&
    strict &&
    (spec.volumes as ApiObject[]).some(({ persistentVolumeClaim }) => persistentVolumeClaim),
};

class Comparison {
  pods = 0;
  rejected = 0;
  invalid = 0;
  readonly explained: Record<string, number> = {};
  readonly unexplained: string[] = [];

  /** Submits a pod, and compares what the guard says of it with what check says of the pod as stored. */
  async compare(client: Client, one: Guard, object: ApiObject): Promise<ReadonlySet<string> | undefined> {
    const answer = await submit(client, one, object);
    return this.add(one, answer, answer.body);
  }

  /** Adds the guard's answer to an object, which check sees as given; undefined if Kubernetes itself rejects it. */
  add(one: Guard, answer: Answer, object: ApiObject): ReadonlySet<string> | undefined {
    if (answer.status >= 300) {
      this.invalid++;
      return undefined;
    }
    const byGuard = new Set(rejectingRules(answer));
    const strict = one.strict ?? false;
    const { results } = asCheckResult(
      run(JSON.stringify(object), { configuration: one.configuration }),
      strict,
    );
    const failing = results.filter(
      ({ severity }) => severity === 'error' || (strict && severity === 'warning'),
    );
    const byCheck = new Set(failing.map(({ rule }) => rule));
    this.pods++;
    if (byGuard.size > 0) this.rejected++;
    for (const rule of ENFORCED) {
      if (byGuard.has(rule) === byCheck.has(rule)) continue;
      const difference = {
        ...{ rule, byGuard: byGuard.has(rule), guard: byGuard, check: byCheck },
        ...{ strict, kind: object.kind, spec: podOf(object)!.spec },
      };
      const reason = Object.keys(EXPLAINED).find((title) => EXPLAINED[title]!(difference));
      if (reason) this.explained[reason] = (this.explained[reason] ?? 0) + 1;
      else
        this.unexplained.push(
          [
            `${rule} of the ${byGuard.has(rule) ? 'guard' : 'check'} alone${strict ? ', strictly' : ''}`,
            ...[object, one.configuration].map((part) => JSON.stringify(part)),
            ...failing.filter((result) => result.rule === rule).map(({ message }) => message),
          ].join('\n'),
        );
    }
    return byGuard;
  }

  toString(): string {
    return `${this.pods} pods, of which ${this.rejected} are rejected; explained: ${JSON.stringify(this.explained)}; not valid: ${this.invalid}`;
  }
}

/** The pods of real manifests, of random ones, and one to change. */
const realPods = (corpus === undefined ? [] : [...corpusStreams(corpus)])
  .flatMap(([, stream]) => manifestsIn(stream))
  .flatMap(({ object }) => podOf(object) ?? [])
  .map(everyOtherPinned);
/** A pod with a label of Contrast, and a program that belongs to its node. */
const UNUSUAL: ApiObject[] = [
  workload(
    'Pod',
    'forwarder',
    { containers: [{ name: 'app', image: 'app:1' }] },
    {
      labels: { 'contrast.edgeless.systems/pod-role': 'port-forwarder' },
    },
  ),
  workload('DaemonSet', 'agent', {
    ...{ hostPID: true, hostNetwork: true, tolerations: [{ operator: 'Exists' }] },
    containers: [{ name: 'app', image: 'app:1', volumeMounts: [{ name: 'root', mountPath: '/host' }] }],
    volumes: [{ name: 'root', hostPath: { path: '/' } }],
  }),
];
const randomPods = fc
  .sample(podSpec, { numRuns: runs(150), seed })
  .map((spec, index) => everyOtherPinned(workload('Pod', 'app', spec), index));
const prepared = preparedPod(VERSION_CLASS);

/** Gives the images of every other pod a digest, without which most releases reject a pod whatever else it has. */
function everyOtherPinned(object: ApiObject, index: number): ApiObject {
  const { containers, initContainers = [] } = object.spec;
  if (index % 2 === 1)
    for (const container of [...containers, ...initContainers] as { image: string }[])
      if (!container.image.includes('@')) container.image += DIGEST;
  return object;
}

let guards: Promise<Guard[]> | undefined;

/** Images have no size in a pod, and other rules go on with the limits that theirs would set. */
function withoutImageSizes(configuration: Json): Json {
  const { spec, ...rest } = configuration as { spec: Record<string, Record<string, Json>> };
  return { ...rest, spec: { ...spec, rules: { ...spec.rules, 'image-memory': 'off' } } };
}

/** A namespace for every configuration, with and without --strict. */
function everyGuard(client: Client): Promise<Guard[]> {
  guards ??= (async () => {
    for (const name of ['contrast-cc', 'kata-cc-isolation', 'kata', VERSION_CLASS, TDX_CLASS])
      await addRuntimeClass(client, name);
    const made = Object.keys(CONFIGURATIONS).flatMap((name) =>
      [false, true].map((strict) => ({
        namespace: `guard-${namespaces++}`,
        configuration: withoutImageSizes(configurationFor(name, '')),
        strict,
      })),
    );
    await guard(client, made);
    return made;
  })();
  return guards;
}

/** Each item with some of the guards in turn, all of them in a long run. */
function inTurn<T>(items: readonly T[], guards: readonly Guard[]): [Guard, T][] {
  const count = Math.min(guards.length, runs(2));
  return items.flatMap((item, index) =>
    Array.from({ length: count }, (_, turn): [Guard, T] => [
      guards[(seed + index * count + turn) % guards.length]!,
      item,
    ]),
  );
}

/** Kinds with a template of pods. */
const TEMPLATES = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'Job',
  'CronJob',
] as const;

/** Compares pods as they are and as they are prepared. */
async function compareAll(client: Client, pods: readonly ApiObject[]): Promise<Comparison> {
  const comparison = new Comparison();
  await Promise.all(
    inTurn(pods, await everyGuard(client)).flatMap(([one, unprepared]) => {
      const { output } = run(JSON.stringify(unprepared), { configuration: one.configuration });
      return [unprepared, JSON.parse(output) as ApiObject].map((object) =>
        comparison.compare(client, one, object),
      );
    }),
  );
  return comparison;
}

const REAL_PODS = 'the guard rejects what check fails on in real pods, unprepared and prepared';
if (corpus === undefined) corpusTest([], REAL_PODS, async () => {});
else
  serverTest(REAL_PODS, async ({ client }, t) => {
    const comparison = await compareAll(client, realPods);
    t.diagnostic(`${comparison}`);
    assert.deepEqual(comparison.unexplained, []);
    assert.equal(comparison.invalid, 0);
  });

serverTest(
  'the guard rejects what check fails on in random pods, unprepared and prepared',
  async ({ client }, t) => {
    const comparison = await compareAll(client, [...UNUSUAL.map((object) => podOf(object)!), ...randomPods]);
    t.diagnostic(`${comparison}`);
    assert.deepEqual(comparison.unexplained, []);
    assert.ok(comparison.pods > 2 * comparison.invalid);
  },
);

serverTest('the guard rejects each change that breaks a prepared pod', async ({ client }, t) => {
  const comparison = new Comparison();
  for (const [index, one] of (await everyGuard(client)).entries())
    await Promise.all(
      MUTATIONS.map(async ([title, rule, change]) => {
        const object = structuredClone(prepared);
        change(object);
        const rejecting = await comparison.compare(client, one, object);
        // The first configuration is bare metal with one CPU, not strict.
        if (index === 0) assert.deepEqual([...rejecting!], rule ? [rule] : [], title);
      }),
    );
  t.diagnostic(`${comparison}`);
  assert.deepEqual(comparison.unexplained, []);
  assert.equal(comparison.invalid, 0);
});

serverTest('the policy about templates warns of the objects on which check fails', async ({ client }, t) => {
  const objects = [
    ...UNUSUAL.filter(({ kind }) => kind !== 'Pod'),
    ...(corpus === undefined ? [] : [...corpusStreams(corpus)]).flatMap(([, stream]) =>
      manifestsIn(stream).flatMap(({ object }) => (podOf(object) && object.kind !== 'Pod' ? [object] : [])),
    ),
    ...randomPods.flatMap(({ spec }, index) =>
      workload(TEMPLATES[index % TEMPLATES.length]!, 'app', spec as Record<string, unknown>),
    ),
  ];
  const made = ['bare metal', 'AKS'].flatMap((name) =>
    [false, true].map((strict) => ({
      namespace: `guard-${namespaces++}`,
      configuration: withoutImageSizes(configurationFor(name, '')),
      strict,
      templates: true,
    })),
  );
  await guard(client, made);
  const comparison = new Comparison();
  await Promise.all(
    objects.map(async (object, index) => {
      const one = made[(seed + index) % made.length]!;
      const namespaced = { ...object, metadata: { ...object.metadata, namespace: one.namespace } };
      const path = `${await client.collection(namespaced)}?dryRun=All`;
      comparison.add(one, await client.request('POST', path, namespaced), namespaced);
    }),
  );
  t.diagnostic(`${comparison}`);
  assert.deepEqual(comparison.unexplained, []);
  assert.ok(comparison.pods > 2 * comparison.invalid);
});

/** Pods as large as the API server accepts them. */
const LARGE: [title: string, containers: number, volumes: number, mounts: number][] = [
  ['2,000 containers', 2000, 1, 1],
  ['300 volumes', 20, 300, 50],
  ['300 volumes in 100 containers', 100, 300, 100],
];

serverTest('the guard judges pods of any size within the cost limits', async ({ client }) => {
  await addRuntimeClass(client, VERSION_CLASS);
  const one = { namespace: 'large', configuration: document(METAL), strict: true };
  const lax = { ...one, namespace: 'large-lax', strict: false };
  await guard(client, [one, lax]);
  for (const [title, containers, volumes, mounts] of LARGE)
    for (const source of [{ emptyDir: {} }, { hostPath: { path: '/dev/null' } }]) {
      const object = structuredClone(preparedPod(VERSION_CLASS));
      const names = Array.from({ length: volumes }, (_, index) => `v${index}`);
      const volumeMounts = names.slice(0, mounts).map((name) => ({ name, mountPath: `/${name}` }));
      const [container] = object.spec.containers;
      object.spec.containers = Array.from({ length: containers }, (_, index) => ({
        ...{ ...container, name: `c${index}`, volumeMounts },
      }));
      object.spec.volumes = names.map((name) => ({ name, ...source }));
      for (const each of [one, lax]) {
        const answer = await submit(client, each, object);
        assert.ok(answer.status < 300, `${title}: ${answer.body.message}`);
        const rules = rejectingRules(answer);
        assert.deepEqual(rules, 'hostPath' in source ? ['host-path'] : [], title);
      }
    }
});
