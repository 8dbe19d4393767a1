// What the API server accepts before preparing it accepts afterwards.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dump } from 'js-yaml';
import { run } from '../../src/engine/run.ts';
import { isError, type Result } from '../../src/rules/result.ts';
import { corpus, corpusTest } from '../hosts/programs.ts';
import { claim, type Fields, HUGE, objects, workload } from './arbitrary.ts';
import type { Client } from './client.ts';
import { CONFIGURATIONS, configurationFor } from './configurations.ts';
import { corpusStreams, dryRun, isValid, manifestsIn } from './manifests.ts';
import { runs, seed, serverTests } from './server-test.ts';

// Dry runs store nothing, so neither namespaces nor service accounts are there.
const serverTest = serverTests({ disabledPlugins: ['NamespaceLifecycle', 'ServiceAccount'] }, ({ client }) =>
  addRuntimeClasses(client),
);

/** RuntimeClasses with an overhead, which the API server writes into pods. */
async function addRuntimeClasses(client: Client): Promise<void> {
  for (const name of ['contrast-cc', 'kata', 'kata-cc-isolation'])
    await client.demand('POST', '/apis/node.k8s.io/v1/runtimeclasses?fieldValidation=Strict', {
      apiVersion: 'node.k8s.io/v1',
      kind: 'RuntimeClass',
      metadata: { name },
      handler: name,
      overhead: { podFixed: { memory: '682Mi' } },
    });
}

interface Tally {
  valid: number;
  invalid: number;
  unknown: number;
  /** Objects that became invalid, which an error says. */
  reported: number;
}

const newTally = (): Tally => ({ valid: 0, invalid: 0, unknown: 0, reported: 0 });

/** Compares each object of a stream with what each configuration makes of it; returns the objects that became invalid without an error. */
async function madeInvalid(client: Client, stream: string, tally: Tally): Promise<string[]> {
  const before = manifestsIn(stream);
  const answers = await Promise.all(before.map((manifest) => dryRun(client, manifest)));
  const broken: string[] = [];
  for (const name of Object.keys(CONFIGURATIONS)) {
    const { output, results } = run(stream, { configuration: configurationFor(name, stream) });
    const after = manifestsIn(output);
    assert.equal(after.length, before.length);
    for (const [index, manifest] of after.entries()) {
      const earlier = answers[index];
      if (!earlier) tally.unknown++;
      else if (!isValid(earlier)) tally.invalid++;
      if (!earlier || !isValid(earlier)) continue;
      // What was not changed is as valid as it was.
      const later = manifest.text === before[index]!.text ? earlier : (await dryRun(client, manifest))!;
      tally.valid++;
      if (isValid(later)) continue;
      const { kind, metadata } = manifest.object;
      const isOwn = ({ resource }: Result) => resource?.kind === kind && resource.name === metadata.name;
      if (
        results.some(
          (result) => isOwn(result) && isError(result) && /Kubernetes rejects/.test(result.message),
        )
      ) {
        tally.reported++;
        continue;
      }
      broken.push(`${name}: ${kind} ${metadata.name}: ${later.body.message}\n${manifest.text}`);
    }
  }
  return broken;
}

if (corpus === undefined) corpusTest([], 'the corpus stays valid', async () => {});
else
  for (const [name, stream] of corpusStreams(corpus))
    serverTest(`${name} stays valid`, async ({ client }, t) => {
      const tally = newTally();
      assert.deepEqual(await madeInvalid(client, stream, tally), []);
      assert.ok(tally.valid > 0);
      t.diagnostic(JSON.stringify(tally));
    });

/** Specs of pods that leave little room for changes: the resources of the pod, those of its container, the fields of its mount. */
const NARROW: [title: string, pod: Fields | undefined, container: Fields, mount?: Fields][] = [
  [
    'huge pages of the pod beside its CPU',
    { limits: { cpu: '2', [HUGE]: '4Mi' } },
    { limits: { memory: '64Mi' } },
  ],
  ['huge pages beside a CPU limit', { limits: { memory: '1Gi' } }, { limits: { cpu: '1', [HUGE]: '4Mi' } }],
  [
    'huge pages of the pod beside its memory request',
    { requests: { memory: '1Gi' }, limits: { [HUGE]: '4Mi' } },
    { limits: { memory: '64Mi' } },
  ],
  ['huge pages beside a CPU limit alone', undefined, { limits: { cpu: '1', [HUGE]: '4Mi' } }],
  [
    'huge pages beside a CPU request',
    { limits: { memory: '1Gi' } },
    { requests: { cpu: '1' }, limits: { [HUGE]: '4Mi' } },
  ],
  ['huge pages beside a CPU request alone', {}, { requests: { cpu: '1' }, limits: { [HUGE]: '4Mi' } }],
  [
    'huge pages of the pod beside its CPU request',
    { requests: { cpu: '1', [HUGE]: '4Mi' }, limits: { [HUGE]: '4Mi' } },
    { limits: { memory: '64Mi' } },
  ],
  [
    'a CPU request of the pod below its limit',
    { limits: { cpu: '2', memory: '1Gi' }, requests: { cpu: '1' } },
    { requests: { cpu: '1' } },
  ],
  [
    'a CPU request of the pod alone',
    { requests: { cpu: '2' } },
    { requests: { cpu: '1' }, limits: { memory: '1Gi' } },
  ],
  [
    'a CPU request of the pod below the limit of its container',
    { limits: { memory: '1Gi' }, requests: { cpu: '1' } },
    { limits: { cpu: '2' }, requests: { cpu: '500m' } },
  ],
  [
    'a recursive mount',
    undefined,
    { limits: { memory: '64Mi' } },
    { readOnly: true, recursiveReadOnly: 'IfPossible' },
  ],
];

for (const [title, own, resources, mount] of NARROW)
  serverTest(`pods with ${title} stay valid`, async ({ client }, t) => {
    const volumeMounts = mount && [{ name: 'data', mountPath: '/data', ...mount }];
    const volumes = mount && [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
    const container = { name: 'app', image: 'app:1', resources, volumeMounts };
    const spec = { resources: own, containers: [container], volumes };
    const objects = [
      workload('Pod', 'app', spec),
      workload('Deployment', 'app', spec),
      claim('data', 'Filesystem'),
    ];
    const tally = newTally();
    const stream = objects.map((object) => JSON.stringify(object)).join('\n---\n');
    assert.deepEqual(await madeInvalid(client, stream, tally), []);
    assert.equal(tally.invalid, 0);
    t.diagnostic(JSON.stringify(tally));
  });

serverTest('random objects stay valid', async ({ client }, t) => {
  const tally = newTally();
  const property = fc.asyncProperty(objects, async (some) => {
    const stream = some.map((object) => dump(object, { noRefs: true })).join('---\n');
    assert.deepEqual(await madeInvalid(client, stream, tally), []);
  });
  await fc.assert(property, { numRuns: runs(150), seed });
  // A generator whose objects are refused would show nothing.
  assert.ok(tally.valid > 4 * tally.invalid, JSON.stringify(tally));
  t.diagnostic(JSON.stringify(tally));
});
