import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { WORKING_SET_ANNOTATION } from '../../src/contrast/working-set.ts';
import { soundMemory } from '../../src/kubernetes/memory-quantity.ts';
import { parseQuantity } from '../../src/kubernetes/quantity.ts';
import { amountOf } from '../../src/kubernetes/resources.ts';
import { pod, prepared, workloadOf } from '../support/manifests.ts';
import { resourceRules } from '../support/resource-rules.ts';

const memory = fc.constantFrom(
  '16Mi',
  '64Mi',
  '100M',
  '0.5Gi',
  '1Gi',
  '"134217728"',
  '128m',
  '0',
  '010',
  'lots',
  '700Mi',
);
const cpu = fc.constantFrom('100m', '1', '1.25', '0', 'many');
const amounts = fc.record({ memory, cpu }, { requiredKeys: [] });
const resources = fc.record({ limits: amounts, requests: amounts }, { requiredKeys: [] });
const container = fc.record({
  image: fc.constantFrom('nginx:stable', 'docker.io/library/nginx:stable', 'redis:7', 'unknown:1'),
  resources,
});

const flow = (value: unknown): string =>
  typeof value === 'object'
    ? `{${Object.entries(value as object)
        .map(([k, v]) => `${k}: ${flow(v)}`)
        .join(', ')}}`
    : `${value}`;

const list = (
  key: string,
  items: { image: string; resources: object; restartPolicy?: string }[],
  prefix: string,
) =>
  items.length === 0
    ? ''
    : `${key}:\n${items.map((item, index) => `- ${flow({ name: `${prefix}${index}`, ...item })}`).join('\n')}\n`;

const podText = fc
  .record({
    init: fc.array(fc.record({ one: container, sidecar: fc.boolean() }), { maxLength: 3 }),
    main: fc.array(container, { minLength: 1, maxLength: 3 }),
    whole: fc.option(resources, { freq: 5 }),
  })
  .map(({ init, main, whole }) => {
    const inits = init.map(({ one, sidecar }) => (sidecar ? { ...one, restartPolicy: 'Always' } : one));
    const level = whole ? `resources: ${flow(whole)}\n` : '';
    return pod(list('initContainers', inits, 'init') + list('containers', main, 'main') + level);
  });

const sizes =
  '{image: "nginx:stable", compressed: 67Mi, uncompressed: 184Mi}, {image: "redis:7", compressed: 40500k}';
const spec = fc
  .record({
    platform: fc.constantFrom('Metal-QEMU-SNP', 'Metal-QEMU-TDX-GPU', 'AKS-CLH-SNP'),
    strategy: fc.constantFrom('raise', 'add', 'check'),
    share: fc.constantFrom('half', 'all'),
    fallback: fc.constantFrom('', 'default: 256Mi, ', 'default: 100M, containers: {"*/main0": 300Mi}, '),
    init: fc.constantFrom('sum', 'kubelet'),
    multi: fc.boolean(),
  })
  .map(({ platform, strategy, share, fallback, init, multi }) =>
    [
      `platform: ${platform}`,
      `memory: {${fallback}initContainers: ${init}}`,
      `images: {strategy: ${strategy}, share: ${share}, sizes: [${sizes}]}`,
      `cpu: {multiVcpu: ${multi}, removeRequests: ${multi}}`,
    ].join('\n'),
  );

const ranges = fc.constantFrom(
  '',
  '---\napiVersion: v1\nkind: LimitRange\nmetadata: {name: r}\nspec: {limits: [{type: Container, default: {memory: 200Mi, cpu: 1}}]}\n',
);

test('a second run changes nothing', () => {
  fc.assert(
    fc.property(podText, spec, ranges, (text, config, others) => {
      const first = prepared(text + others, config, resourceRules);
      const second = prepared(first.output, config, resourceRules);
      assert.deepEqual(
        second.results.filter(({ changed }) => changed).map(({ message }) => message),
        [],
      );
      assert.equal(second.output, first.output);
    }),
    { numRuns: 300, seed: 1 },
  );
});

test('no memory limit is lowered or lost, and sound limits equal their requests', () => {
  fc.assert(
    fc.property(podText, spec, (text, config) => {
      const before = workloadOf(text, config).workload;
      const after = workloadOf(prepared(text, config, resourceRules).output, config).workload;
      for (const [index, container] of before.containers.entries()) {
        const was = amountOf(container, 'limits', 'memory');
        const is = amountOf(after.containers[index]!, 'limits', 'memory');
        if (was) assert.ok(is, 'lost');
        if (was?.quantity) assert.ok(is!.quantity!.nano >= was.quantity.nano, 'lowered');
        const [limit, request] = [
          soundMemory(after.containers[index]!, 'limits'),
          soundMemory(after.containers[index]!, 'requests'),
        ];
        if (!limit || limit === 'unsound' || request === 'unsound' || amountOf(after.pod, 'limits', 'memory'))
          continue;
        assert.equal(request?.quantity.nano, limit.quantity.nano, 'request is not the limit');
      }
    }),
    { numRuns: 200, seed: 1 },
  );
});

test('no two findings of one rule change one field', () => {
  fc.assert(
    fc.property(podText, spec, (text, config) => {
      const { workload, facts } = workloadOf(text, config);
      for (const rule of resourceRules) {
        const paths = [...(rule.inspect?.(workload, facts) ?? [])].flatMap(
          ({ fix }) => fix?.edits.map(({ path }) => path.join('.')) ?? [],
        );
        assert.equal(new Set(paths).size, paths.length, `${rule.id}: ${paths}`);
      }
    }),
    { numRuns: 200, seed: 1 },
  );
});

test('what is proposed is a quantity', () => {
  fc.assert(
    fc.property(podText, spec, (text, config) => {
      for (const { rule, path, proposedValue } of prepared(text, config, resourceRules).results) {
        if (proposedValue !== undefined && !path?.includes(WORKING_SET_ANNOTATION))
          assert.ok(parseQuantity(String(proposedValue)), `${rule} ${path} ${proposedValue}`);
      }
    }),
    { numRuns: 200, seed: 1 },
  );
});
