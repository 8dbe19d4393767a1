// LimitRanger, ResourceQuota and RuntimeClass of a real API server do with pods what the rules and the costs say.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { run } from '../../src/engine/run.ts';
import { admit } from '../../src/kubernetes/input/limit-range-admission.ts';
import { CostObserver } from '../../src/report/costs/cost-observer.ts';
import { isError, type Result } from '../../src/rules/result.ts';
import { workloadOf } from '../support/manifests.ts';
import { cpu, type Fields, memory, resources, sizeOf, workload } from './arbitrary.ts';
import type { Answer, ApiObject, Client } from './client.ts';
import { configurationFor } from './configurations.ts';
import { addNamespace, create } from './guards.ts';
import { ask, type PodReply } from './pod-limits.ts';
import { runs, seed, serverTests } from './server-test.ts';
import { until } from './until.ts';

/** Names of RuntimeClasses, and their overheads. */
const CLASSES: Record<string, string | undefined> = {
  'contrast-cc': '682Mi',
  'contrast-cc-metal-qemu-snp-00000001': '1.5Gi',
  'contrast-cc-metal-qemu-snp-00000002': '100Mi',
  'contrast-cc-metal-qemu-snp-00000003': undefined,
};

const runtimeClasses: ApiObject[] = Object.entries(CLASSES).map(([name, overhead]) => ({
  apiVersion: 'node.k8s.io/v1',
  kind: 'RuntimeClass',
  metadata: { name },
  handler: 'kata',
  ...(overhead && { overhead: { podFixed: { memory: overhead } } }),
}));

const serverTest = serverTests(
  {},
  async ({ client }) => {
    for (const object of runtimeClasses) await create(client, object);
    await addNamespace(client, 'plain');
  },
  ['pod-limits'],
);

const manyBytes = fc.oneof(memory, fc.constantFrom('4Gi', '8Gi', '16Gi'));
const manyCpus = fc.oneof(cpu, fc.constantFrom('4', '8', '16'));

/** Some bounds and defaults of a resource, in the order that a LimitRange must keep. */
const bounds = (amount: fc.Arbitrary<string>, ratio: string, fields: readonly string[]) =>
  fc
    .tuple(
      fc.array(amount, { minLength: 4, maxLength: 4 }),
      fc.subarray([...fields]),
      fc.constantFrom(undefined, undefined, undefined, undefined, ratio),
    )
    .map(([values, kept, ratio]): Record<string, string> => {
      const sorted = [...values].sort((one, other) => sizeOf(one) - sizeOf(other));
      const all = Object.fromEntries(
        ['min', 'defaultRequest', 'default', 'max'].map((field, index) => [field, sorted[index]!]),
      );
      return {
        ...Object.fromEntries(kept.map((field) => [field, all[field]!])),
        ...(ratio && { maxLimitRequestRatio: ratio }),
      };
    });

const item = (type: string, fields: readonly string[]) =>
  fc.tuple(bounds(manyBytes, '2', fields), bounds(manyCpus, '3', fields)).map(([ofMemory, ofCpu]) => {
    const made: Record<string, unknown> = { type };
    for (const field of new Set([...Object.keys(ofMemory), ...Object.keys(ofCpu)]))
      made[field] = {
        ...(ofMemory[field] && { memory: ofMemory[field] }),
        ...(ofCpu[field] && { cpu: ofCpu[field] }),
      };
    return made;
  });

const limitRange = fc
  .subarray(['Container', 'Pod'])
  .chain((types) =>
    fc.tuple(
      ...types.map((type) =>
        item(type, type === 'Pod' ? ['min', 'max'] : ['min', 'defaultRequest', 'default', 'max']),
      ),
    ),
  )
  .map((limits) => (limits.length > 0 ? { limits } : undefined));

/** Pod-level resources: large ones beside any containers, and small ones that defaults can exceed. */
const own = fc.oneof(
  fc.constant(undefined),
  fc.record({
    limits: fc.record(
      { memory: fc.constantFrom('8Gi', '16Gi'), cpu: fc.constantFrom('8', '16') },
      { requiredKeys: [] },
    ),
    requests: fc.record({ memory: fc.constant('8Gi'), cpu: fc.constant('8') }, { requiredKeys: [] }),
  }),
  resources,
);

const quota = fc.record(
  {
    'limits.cpu': manyCpus,
    'limits.memory': manyBytes,
    'requests.cpu': manyCpus,
    'requests.memory': manyBytes,
    cpu: manyCpus,
    memory: manyBytes,
    pods: fc.constantFrom('0', '1', '3', '10'),
  },
  { requiredKeys: [] },
);

const pod = fc
  .record({
    own,
    containers: fc.array(fc.oneof(fc.constant({}), resources), { minLength: 1, maxLength: 3 }),
    init: fc.array(fc.tuple(resources, fc.boolean()), { maxLength: 1 }),
    runtimeClassName: fc.constantFrom(...Object.keys(CLASSES)),
  })
  .map(
    ({ own, containers, init, runtimeClassName }): Fields => ({
      runtimeClassName,
      ...(own && { resources: own }),
      initContainers: init.map(([one, always], index) => ({
        ...{ name: `i${index}`, image: 'app:1', resources: one },
        ...(always && { restartPolicy: 'Always' }),
      })),
      containers: containers.map((one, index) => ({ name: `c${index}`, image: 'app:1', resources: one })),
    }),
  );

const combination = fc.record({
  configuration: fc.constantFrom(
    'bare metal',
    'several vCPUs',
    'removeRequests',
    'bare metal without defaults',
  ),
  limitRange,
  quota: fc.option(quota, { nil: undefined, freq: 1 }),
  pod,
});

interface Combination {
  configuration: string;
  limitRange: Fields | undefined;
  quota: Fields | undefined;
  pod: Fields;
}

/** A pod with these resources and those of its containers. */
function podWith(own: Fields, ...ofContainers: Fields[]): Fields {
  const containers = ofContainers.map((one, index) => ({
    name: `c${index}`,
    image: 'app:1',
    resources: one,
  }));
  return { runtimeClassName: 'contrast-cc', resources: own, containers };
}

const GIBIBYTE = { limits: { memory: '1Gi' }, requests: { memory: '1Gi' } };

/** Pod-level resources beside what LimitRanges add and quotas demand, and beside a larger request of a container. */
const MADE: Combination[] = [
  {
    configuration: 'several vCPUs',
    limitRange: { limits: [{ type: 'Pod', min: { cpu: '1' } }] },
    quota: undefined,
    pod: podWith({ limits: { cpu: '2' } }, GIBIBYTE),
  },
  {
    configuration: 'several vCPUs',
    limitRange: { limits: [{ type: 'Container', defaultRequest: { cpu: '500m' } }] },
    quota: undefined,
    pod: podWith({ ...GIBIBYTE, requests: { memory: '1Gi', cpu: '250m' } }, {}),
  },
  ...['512Mi', '2Gi'].map((amount) => ({
    configuration: 'several vCPUs',
    limitRange: { limits: [{ type: 'Container', default: { memory: amount } }] },
    quota: undefined,
    pod: podWith(GIBIBYTE, {}, {}),
  })),
  {
    configuration: 'several vCPUs',
    limitRange: undefined,
    quota: { 'requests.cpu': '1' },
    pod: podWith({ ...GIBIBYTE, limits: { cpu: '2', memory: '1Gi' } }, {}),
  },
  {
    configuration: 'bare metal',
    limitRange: undefined,
    quota: { 'requests.cpu': '1' },
    pod: podWith(GIBIBYTE, {}),
  },
  {
    configuration: 'several vCPUs',
    limitRange: undefined,
    quota: { 'limits.memory': '3Gi' },
    pod: podWith({ limits: { cpu: '1' } }, {}),
  },
  {
    configuration: 'bare metal',
    limitRange: undefined,
    quota: undefined,
    pod: podWith({ limits: { memory: '1Gi' } }, { requests: { memory: '2Gi' } }),
  },
];

/** Creates an object with the status that its controller would give it. */
async function createQuota(client: Client, object: ApiObject): Promise<void> {
  const { metadata, spec } = await create(client, object);
  const used = Object.fromEntries(Object.keys(spec.hard).map((key) => [key, '0']));
  const path = `/api/v1/namespaces/${metadata.namespace}/resourcequotas/${metadata.name}/status`;
  await client.demand('PUT', path, { ...object, metadata, status: { hard: spec.hard, used } });
}

async function submit(client: Client, object: ApiObject, namespace: string): Promise<Answer> {
  const path = `/api/v1/namespaces/${namespace}/pods?dryRun=All`;
  let answer: Answer | undefined;
  await until(async () => {
    answer = await client.request('POST', path, { ...object, metadata: { ...object.metadata, namespace } });
    // Quotas reach the server's memory a moment later than their status.
    return !String(answer.body.message ?? '').includes('status unknown for quota');
  });
  return answer!;
}

/**
 * Huge pages keep a pod-level request in the pod. Kubernetes 1.37 makes a limit of it, which earlier versions do not, so the size of
 * the VM depends on the cluster; check reports all pod-level resources.
 */
function growsSince137({ spec }: ApiObject): boolean {
  const { limits, requests } = spec.resources ?? {};
  return requests?.memory !== undefined && limits?.memory === undefined;
}

const isRejection = ({ rule, message }: Result): boolean =>
  (rule === 'limit-range' &&
    message.includes('makes the API server reject the pod') &&
    !message.includes('(Kubernetes before 1.37)')) ||
  rule === 'resource-quota';

serverTest(
  'LimitRanges, quotas and RuntimeClasses do what the rules and the costs say',
  async ({ client }, t) => {
    const tally = { combinations: 0, invalid: 0, rejected: 0, added: 0, explained: 0, sized: 0 };
    const wrong: string[] = [];
    const sized: { pod: ApiObject; expected: PodReply; text: string }[] = [];
    const random = fc.sample(combination, { numRuns: runs(200), seed });
    const list: Combination[] = [...MADE, ...random];
    await Promise.all(
      list.map(async (one, index) => {
        const namespace = `limits-${index}`;
        const placed = { metadata: { name: 'limits', namespace } };
        const range: ApiObject | undefined = one.limitRange && {
          ...{ apiVersion: 'v1', kind: 'LimitRange', ...placed, spec: one.limitRange },
        };
        const limits: ApiObject | undefined = one.quota && {
          ...{ apiVersion: 'v1', kind: 'ResourceQuota', ...placed, spec: { hard: one.quota } },
        };
        const configuration = configurationFor(one.configuration, '');
        const others = [...runtimeClasses, ...(range ? [range] : []), ...(limits ? [limits] : [])];
        const text = (object: ApiObject) =>
          [...others, object].map((each) => JSON.stringify(each)).join('\n---\n');
        const made = workload('Pod', 'app', one.pod, {});
        made.metadata.namespace = namespace;
        const { output } = run(text(made), { configuration });
        const prepared = JSON.parse(output.split('\n---\n').at(-1)!) as ApiObject;

        await addNamespace(client, namespace);
        const rangeAnswer = range && (await client.request('POST', (await client.collection(range))!, range));
        const alone = await submit(client, prepared, 'plain');
        if (rangeAnswer && rangeAnswer.status >= 300) {
          tally.invalid++;
          return;
        }
        const observer = new CostObserver();
        const { results } = run(text(prepared), { configuration, observer });
        if (alone.status >= 300) {
          tally.invalid++;
          if (!results.some(isError)) wrong.push(`${alone.body.message}\n${text(prepared)}`);
          return;
        }
        if (limits) await createQuota(client, limits);
        tally.combinations++;
        const answer = await submit(client, prepared, namespace);

        const rejections = results.filter(isRejection).map(({ message }) => message);
        const isRejected = answer.status >= 300;
        if (isRejected) tally.rejected++;
        if (isRejected !== rejections.length > 0)
          wrong.push(`${answer.body.message ?? 'accepted'}\n${rejections.join('\n')}\n${text(prepared)}`);
        if (isRejected) return;

        const { workload: read, facts } = workloadOf(text(prepared));
        const { containers, additions } = admit(read, facts.limitRanges(namespace));
        tally.added += additions.length;
        const stored = [...answer.body.spec.containers, ...(answer.body.spec.initContainers ?? [])];
        for (const { container, ...own } of containers) {
          const live = stored.find(({ name }: { name: string }) => name === container.name).resources;
          for (const field of ['limits', 'requests'] as const) {
            const expected = [...own[field].keys()].sort();
            const found = Object.keys(live[field] ?? {}).sort();
            if (expected.join() !== found.join())
              wrong.push(`${field} ${expected} but ${found}\n${text(prepared)}`);
          }
        }
        const isChanged =
          additions.length > 0 ||
          results.some(
            ({ rule, severity }) => severity === 'error' && /^(memory|pod-level|limit-range)/.test(rule),
          );
        const [cost] = observer.costs;
        if (isChanged || !cost) return;
        if (growsSince137(prepared)) {
          tally.explained++;
          return;
        }
        tally.sized++;
        const mebibytes = (amount: number) => `${amount - cost.added}`;
        sized.push({
          pod: answer.body,
          expected: {
            memory: mebibytes(cost.vmMemory - cost.guestMemory),
            cpu: `${cost.vcpus}`,
            requested: mebibytes(cost.nodeMemory),
          },
          text: text(prepared),
        });
      }),
    );
    const replies = (await ask(sized.map(({ pod }) => ({ pod })))) as PodReply[];
    for (const [index, { expected, text }] of sized.entries()) {
      const { memory, cpu, requested } = replies[index]!;
      const inMebibytes = (bytes: string, round: (value: number) => number) =>
        `${round(Number(bytes) / 2 ** 20)}`;
      const found = {
        memory: inMebibytes(memory, Math.floor),
        cpu,
        requested: inMebibytes(requested, Math.ceil),
      };
      if (found.memory !== expected.memory || found.requested !== expected.requested)
        wrong.push(`${JSON.stringify({ found, expected })}\n${text}`);
    }
    t.diagnostic(JSON.stringify(tally));
    assert.deepEqual(wrong, []);
  },
);
