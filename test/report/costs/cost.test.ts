// The figures of pictures are those of the rule vm-size, and add up.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatObjectName } from '../../../src/kubernetes/object-name.ts';
import type { WorkloadCost } from '../../../src/report/costs/cost.ts';
import {
  countedSegments,
  segmentsOf,
  uncounted,
  uncoveredImages,
} from '../../../src/report/costs/segments.ts';
import { namespaceTotals, totalsByDuration, totalsOf } from '../../../src/report/costs/totals.ts';
import { testCorpus } from '../../support/corpus.ts';
import { pod } from '../../support/manifests.ts';
import { exampleReport, formatted, type Reported, reportOf } from '../report-of.ts';

function assertAgrees({ report, findings }: Reported): void {
  const sizes = findings.flatMap(({ result }) => (result.rule === 'vm-size' && result.tags ? [result] : []));
  assert.equal(report.costs.length, sizes.length);
  for (const [index, { tags, resource }] of sizes.entries()) {
    const cost = report.costs[index]!;
    assert.equal(formatObjectName(cost), formatObjectName(resource!));
    const { vmMemory, nodeMemory, guestMemory, overhead, vcpus, replicas } = cost;
    const sizes = { vmMemory, nodeMemory, guestMemory, overhead };
    for (const [name, size] of Object.entries(sizes)) assert.equal(tags![name], `${size}Mi`, name);
    assert.equal(tags!.vcpus, `${vcpus}`);
    assert.equal(tags!.replicas, replicas === undefined ? undefined : `${replicas}`);
    assertAddsUp(cost);
  }
  const total = totalsOf(report.costs);
  const sum = (of: (cost: WorkloadCost) => number) =>
    report.costs.reduce((all, cost) => all + (cost.replicas ?? 1) * of(cost), 0);
  assert.equal(
    total.nodeMemory,
    sum(({ nodeMemory }) => nodeMemory),
  );
  assert.equal(
    total.vcpus,
    sum(({ vcpus }) => vcpus),
  );
  assert.equal(
    Object.values(total.parts).reduce((all, part) => all + part, 0),
    total.nodeMemory,
  );
  const { running, temporary } = totalsByDuration(report.costs);
  const namespaces = namespaceTotals(report.costs);
  assert.equal(
    namespaces.reduce((all, { totals }) => all + totals.nodeMemory, 0),
    running.nodeMemory,
  );
  assert.equal(running.nodeMemory + temporary.nodeMemory, total.nodeMemory);
  assert.equal(running.pods + temporary.pods, total.pods);
}

function assertAddsUp(cost: WorkloadCost): void {
  const sum = (segments: { size: number }[]) => segments.reduce((all, { size }) => all + size, 0);
  assert.equal(sum(segmentsOf(cost)), Math.max(cost.vmMemory, cost.nodeMemory), formatObjectName(cost));
  assert.equal(sum(countedSegments(cost)), cost.nodeMemory, formatObjectName(cost));
  for (const { size } of segmentsOf(cost)) assert.ok(size > 0);
}

testCorpus('figures of the report', (text) => assertAgrees(reportOf(text)));
testCorpus('figures of the report on AKS', (text) =>
  assertAgrees(reportOf(text, 'platform: AKS-CLH-SNP\nmemory: {default: 64Mi}')),
);
test('figures of the report: the example', () => assertAgrees(exampleReport()));

test('Jobs and hooks are separate from what runs all the time', () => {
  const container = 'containers: [{name: a, image: "a:1", resources: {limits: {memory: 64Mi}}}]';
  const manifests = [
    `apiVersion: v1\nkind: Pod\nmetadata: {name: server}\nspec: {${container}}\n`,
    `apiVersion: v1\nkind: Pod\nmetadata: {name: test, annotations: {helm.sh/hook: test}}\nspec: {${container}}\n`,
    `apiVersion: batch/v1\nkind: Job\nmetadata: {name: setup}\nspec: {template: {spec: {restartPolicy: Never, ${container}}}}\n`,
    `apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: backup}\nspec: {schedule: "0 0 * * *", jobTemplate: {spec: {template: {spec: {restartPolicy: Never, ${container}}}}}}\n`,
  ].join('---\n');
  const { report } = reportOf(manifests);
  const { running, temporary } = totalsByDuration(report.costs);
  assert.deepEqual([running.pods, temporary.pods], [1, 3]);
  const json = JSON.parse(formatted(report, 'json'));
  assert.deepEqual([json.totals.pods, json.temporary.pods], [1, 3]);
  assert.match(
    formatted(report, 'markdown'),
    /Jobs and hooks are not in these figures: while they run, 3 pods/,
  );
});

test('containers without a limit are marked in every format, not counted as 0', () => {
  const manifests = `apiVersion: v1
kind: Pod
metadata: {name: app}
spec:
  containers:
  - {name: limited, image: "a:1", resources: {limits: {memory: 64Mi}}}
  - {name: unlimited, image: "a:1"}
`;
  const { report } = reportOf(manifests);
  assert.deepEqual(JSON.parse(formatted(report, 'json')).workloads[0].withoutLimit, [
    'container "unlimited"',
  ]);
  assert.match(
    formatted(report, 'text'),
    /^Pod app +>576Mi +>746Mi .*\n> without 1 container that has no memory limit$/m,
  );
  assert.match(
    formatted(report, 'markdown'),
    /since they have no memory limit: container "unlimited" of Pod app/,
  );
  assert.match(
    formatted(report, 'html'),
    /since they have no memory limit: container &quot;unlimited&quot; of Pod app/,
  );
});

const limit = (memory: string, more = '') => `resources: {limits: {memory: ${memory}${more}}}`;
const NGINX = 'images: {sizes: [{image: "nginx:stable", compressed: 67Mi, uncompressed: 184Mi}]}';
const METAL = 'platform: Metal-QEMU-SNP';

interface Case {
  title: string;
  /** The `spec` of a Pod, or a whole manifest. */
  given: string;
  config?: string;
  /** `kind label size` of each segment. */
  segments: string[];
  /** What images need beyond the limits, and what the node does not count. */
  uncovered?: number;
  uncounted?: number;
  unprepared: number;
  unknown?: string[];
}

const CASES: Case[] = [
  {
    title: 'containers and sidecars',
    given: `initContainers: [{name: side, image: i, restartPolicy: Always, ${limit('32Mi')}}]\ncontainers: [{name: a, image: i, ${limit('64Mi')}}, {name: b, image: i, ${limit('8Mi')}}]`,
    segments: [
      'main a 64',
      'main b 8',
      'sidecar side 32',
      'guest guest system 512',
      'host VM processes on the host 170',
    ],
    unprepared: 104,
    unknown: ['i'],
  },
  {
    title: 'init containers that need more',
    given: `initContainers: [{name: big, image: i, ${limit('100Mi')}}]\ncontainers: [{name: a, image: i, ${limit('64Mi')}}]`,
    config: `${METAL}\nmemory: {initContainers: kubelet}`,
    segments: [
      'main a 64',
      'more more for init containers 36',
      'guest guest system 512',
      'host VM processes on the host 170',
    ],
    unprepared: 100,
    unknown: ['i'],
  },
  {
    title: 'images inside of a limit that was raised for them',
    given: `containers: [{name: web, image: "nginx:stable", ${limit('64Mi')}}]`,
    config: `${METAL}\n${NGINX}`,
    segments: [
      'main web 419',
      'images images 251',
      'guest guest system 512',
      'host VM processes on the host 170',
    ],
    unprepared: 64,
  },
  {
    title: 'images that the limit does not cover',
    given: `containers: [{name: web, image: "nginx:stable", ${limit('64Mi')}}]`,
    config: `${METAL}\n${NGINX.replace('{sizes', '{strategy: check, sizes')}`,
    segments: ['images images 64', 'guest guest system 512', 'host VM processes on the host 170'],
    uncovered: 187,
    unprepared: 64,
  },
  {
    title:
      'images of init containers where the limits have room for them, though another limit is larger now',
    given: `initContainers: [{name: setup, image: "setup:1", ${limit('50Mi')}}]\ncontainers: [{name: a, image: "big:1", ${limit('100Mi')}}, {name: b, image: "small:1", ${limit('200Mi')}}]`,
    config: `${METAL}
images:
  strategy: add
  share: all
  sizes:
    - {image: "big:1", compressed: 200Mi, uncompressed: 824Mi}
    - {image: "setup:1", compressed: 300Mi, uncompressed: 600Mi}
    - {image: "small:1", compressed: 1Mi, uncompressed: 1Mi}`,
    segments: [
      'main a 100',
      'main b 200',
      'images images 1926',
      'guest guest system 512',
      'host VM processes on the host 170',
    ],
    unprepared: 300,
  },
  {
    title: 'images on AKS stay outside of the VM',
    given: `containers: [{name: web, image: "nginx:stable", ${limit('64Mi')}}]`,
    config: `platform: AKS-CLH-SNP\n${NGINX}`,
    segments: ['main web 64', 'guest guest system 256', 'host VM processes on the host 170'],
    unprepared: 64,
  },
  {
    title: 'a pod without limits on AKS gets memory that no node counts',
    given: 'containers: [{name: web, image: i}]',
    config: 'platform: AKS-CLH-SNP\nrules: {memory-limit: {fix: false}}',
    segments: ['more default of the platform, as nothing has a limit 1792', 'guest guest system 256'],
    uncounted: 1622,
    unprepared: 0,
  },
  {
    title: 'one limit for the whole pod',
    given: `resources: {limits: {memory: 100Mi}}\ncontainers: [{name: a, image: i, ${limit('64Mi')}}, {name: b, image: i}]`,
    segments: [
      'main a 64',
      'more the rest of the pod’s limit 36',
      'guest guest system 512',
      'host VM processes on the host 170',
    ],
    unprepared: 64,
    unknown: ['i'],
  },
  {
    title: 'a pod that was confidential already costs nothing more',
    given: `runtimeClassName: contrast-cc\ncontainers: [{name: a, image: i, resources: {limits: {memory: 64Mi}, requests: {memory: 64Mi}}}]`,
    segments: ['main a 64', 'guest guest system 512', 'host VM processes on the host 170'],
    unprepared: 64 + 682,
    unknown: ['i'],
  },
  {
    title: 'fractions of a MiB, which the VM does not get',
    given: `containers: [{name: a, image: i, ${limit('64.7Mi')}}, {name: b, image: i, ${limit('64.7Mi')}}]`,
    segments: ['main a 65', 'main b 64', 'guest guest system 512', 'host VM processes on the host 171'],
    unprepared: 130,
    unknown: ['i'],
  },
];

for (const { title, given, config = METAL, segments, unprepared, ...rest } of CASES) {
  test(`cost: ${title}`, () => {
    const reported = reportOf(pod(given), config);
    const [cost] = reported.report.costs;
    assert.deepEqual(
      segmentsOf(cost!).map(({ kind, label, size }) => `${kind} ${label} ${size}`),
      segments,
    );
    assert.deepEqual(
      [uncoveredImages(cost!), uncounted(cost!), cost!.unprepared, cost!.unknownImages],
      [rest.uncovered ?? 0, rest.uncounted ?? 0, unprepared, rest.unknown ?? []],
    );
    assertAgrees(reported);
  });
}

/** A pod's resources → memory and CPUs that the scheduler counts. */
const REQUESTS: [title: string, given: string, memory: number, cpus: number][] = [
  ['nothing', 'containers: [{name: a, image: i}]', 0, 0],
  ['requests', 'containers: [{name: a, image: i, resources: {requests: {memory: 10Mi, cpu: 100m}, limits: {memory: 50Mi}}}]', 10, 0.1],
  ['limits alone', `containers: [{name: a, image: i, ${limit('50Mi', ', cpu: 1500m')}}]`, 50, 1.5],
  ['one of each', `containers: [{name: a, image: i, ${limit('50Mi')}}, {name: b, image: i, resources: {requests: {memory: 5Mi}}}]`, 55, 0],
  ['the pod’s own request', `resources: {requests: {memory: 80Mi}}\ncontainers: [{name: a, image: i, ${limit('50Mi')}}]`, 80, 0],
  ['the pod’s limit where containers say nothing', 'resources: {limits: {memory: 90Mi}}\ncontainers: [{name: a, image: i}]', 90, 0],
]; // biome-ignore format: a table

for (const [title, given, memory, cpus] of REQUESTS) {
  test(`unprepared: ${title}`, () => {
    const [cost] = reportOf(pod(given), 'platform: Metal-QEMU-SNP\nmemory: {default: 64Mi}').report.costs;
    assert.deepEqual([cost!.unprepared, cost!.unpreparedCpus], [memory, cpus]);
  });
}

test('a workload whose limit cannot be read is in no figure, and is named', () => {
  const { report } = reportOf(pod(`containers: [{name: a, image: i, ${limit('lots')}}]`));
  assert.deepEqual([report.costs, report.unsized], [[], ['Pod app']]);
});
