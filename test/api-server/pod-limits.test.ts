// What the kubelet gives to the VM, and what a quantity is, by Kubernetes' own code.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { podLimit } from '../../src/kubernetes/pod-resources.ts';
import { parseQuantity } from '../../src/kubernetes/quantity.ts';
import { hostTest } from '../hosts/programs.ts';
import { workloadOf } from '../support/manifests.ts';
import { ask, type PodReply } from './pod-limits.ts';
import { runs, seed } from './server-test.ts';

const memory = fc.oneof(
  fc.constantFrom(
    '64Mi',
    '1Gi',
    '0.5Gi',
    '1.9999999Mi',
    '1048575',
    '100m',
    '1e9',
    '128974848',
    '129M',
    '123Mi',
    '0',
    '1500Ki',
  ),
  fc
    .tuple(fc.integer({ min: 1, max: 9999 }), fc.constantFrom('', 'k', 'M', 'Ki', 'Mi', 'm'))
    .map((parts) => parts.join('')),
);
const cpu = fc.oneof(
  fc.constantFrom('1', '0.1', '100m', '1e-3', '999999999n', '1u', '2.5', '0'),
  fc.integer({ min: 1, max: 9999 }).map((milli) => `${milli}m`),
);
const resources = fc.record(
  { limits: fc.record({ memory, cpu }, { requiredKeys: [] }) },
  { requiredKeys: [] },
);

const pod = fc
  .record({
    containers: fc.array(resources, { minLength: 1, maxLength: 4 }),
    initContainers: fc.array(fc.tuple(resources, fc.boolean()), { maxLength: 4 }),
    own: fc.option(resources, { nil: undefined, freq: 4 }),
  })
  .map(({ containers, initContainers, own }) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: {
      ...(own && { resources: own }),
      initContainers: initContainers.map(([one, always], index) => ({
        name: `i${index}`,
        resources: one,
        ...(always && { restartPolicy: 'Always' }),
      })),
      containers: containers.map((one, index) => ({ name: `c${index}`, resources: one })),
    },
  }));

hostTest('pod-limits', 'the limits of random pods are those of PodLimits', async () => {
  const pods = fc.sample(pod, { numRuns: runs(2000), seed });
  const replies = await ask(pods.map((one) => ({ pod: one })));
  for (const [index, one] of pods.entries()) {
    const { workload } = workloadOf(JSON.stringify(one));
    const [bytes, nanoCpus] = [podLimit(workload, 'memory')! / 1_000_000_000n, podLimit(workload, 'cpu')!];
    const milliCpus = (nanoCpus + 999_999n) / 1_000_000n;
    const { memory, cpu } = replies[index] as PodReply;
    assert.deepEqual({ memory, cpu }, { memory: `${bytes}`, cpu: `${milliCpus}` }, JSON.stringify(one));
  }
});

const digits = fc.stringMatching(/^[0-9]{0,6}$/);
const text = fc
  .tuple(
    fc.constantFrom('', '+', '-'),
    digits,
    fc.constantFrom('', '.'),
    digits,
    fc.constantFrom(
      '',
      'n',
      'u',
      'm',
      'k',
      'M',
      'G',
      'T',
      'Ki',
      'Mi',
      'Gi',
      'Ti',
      'e3',
      'E3',
      'e-3',
      'E+2',
      'e',
      'E',
      'K',
      'ki',
      'mi',
      'B',
      'MB',
      ' ',
      'Mi ',
    ),
  )
  .map((parts) => parts.join(''))
  // ParseQuantity reads a suffix alone as zero; here that is an error, since nobody means it.
  .filter((one) => /^[-+]?[.]?[0-9]/.test(one));

hostTest('pod-limits', 'random quantities are read as ParseQuantity reads them', async () => {
  const texts = fc.sample(text, { numRuns: runs(5000), seed });
  const replies = await ask(texts.map((quantity) => ({ quantity })));
  let quantities = 0;
  for (const [index, quantity] of texts.entries()) {
    const reply = replies[index]!;
    const own = parseQuantity(quantity);
    if ('error' in reply) {
      assert.equal(own, undefined, JSON.stringify(quantity));
      continue;
    }
    quantities++;
    assert.deepEqual({ nano: `${own?.nano}` }, reply, JSON.stringify(quantity));
  }
  assert.ok(quantities > texts.length / 4);
});
