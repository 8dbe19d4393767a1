import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkloadCost } from '../../../src/report/costs/cost.ts';
import { countedSegments, segmentsOf, uncoveredUse } from '../../../src/report/costs/segments.ts';
import { totalsOf } from '../../../src/report/costs/totals.ts';
import type { Report } from '../../../src/report/report.ts';
import { pod } from '../../support/manifests.ts';
import { formatted, reportOf } from '../report-of.ts';

const METAL = 'platform: Metal-QEMU-SNP';
const ADD = `${METAL}
images: {strategy: add, sizes: [{image: "big:1", compressed: 40Mi, uncompressed: 100Mi}]}`;

/** Peaks of the containers of the Pod `app`, and of a Deployment. */
function usage(...containers: string[]): string {
  const entry = (kind: string, name: string) =>
    `  - {kind: ${kind}, name: ${name}, source: prometheus, window: 14d, time: "2026-11-30T12:00:00Z", containers: [${containers.join(', ')}]}\n`;
  return `apiVersion: prepare-contrast.dev/v1alpha1\nkind: MemoryUsage\nmetadata: {name: use}\nspec:\n  workloads:\n${entry('Pod', 'app')}${entry('Deployment', 'app')}---\n`;
}

const use = (name: string, figure: string) =>
  `{name: ${name}, ${figure}, samples: 9999, pods: 1, covered: 14d}`;
const limit = (memory: string) => `resources: {limits: {memory: ${memory}}}`;

function costOf(manifests: string, config = METAL): { cost: WorkloadCost; report: Report } {
  const { report } = reportOf(manifests, config);
  return { cost: report.costs[0]!, report };
}

interface Case {
  title: string;
  measured: string[];
  given: string;
  config?: string;
  segments: string[];
  fromUse: number;
  uncovered?: number;
}

const REST = ['guest guest system 512', 'host VM processes on the host 170'];
const OVERHEAD = 682;

const CASES: Case[] = [
  {
    title: 'a limit above measured use is divided, others are whole',
    measured: [use('a', 'peak: 100Mi')],
    given: `containers: [{name: a, image: i, ${limit('512Mi')}}, {name: b, image: i, ${limit('64Mi')}}]`,
    segments: ['main a, measured 100', 'unused a, above measured use 412', 'main b 64', ...REST],
    fromUse: 120 + 64 + OVERHEAD,
  },
  {
    title: 'images are beside measured use',
    measured: [use('a', 'peak: 100Mi')],
    given: 'containers: [{name: a, image: "big:1"}]',
    config: ADD,
    segments: ['main a, measured 100', 'unused a, above measured use 20', 'images images 140', ...REST],
    fromUse: 260 + OVERHEAD,
  },
  {
    title: 'a limit below measured use',
    measured: [use('a', 'peak: 100Mi'), use('b', 'peak: 10Mi')],
    given: `containers: [{name: a, image: i, ${limit('64Mi')}}, {name: b, image: i, ${limit('10Mi')}}]`,
    segments: ['main a, measured 64', 'main b, measured 10', ...REST],
    fromUse: 120 + 12 + OVERHEAD,
    uncovered: 36,
  },
  {
    title: 'a recommendation is not use',
    measured: [use('a', 'recommended: 100Mi')],
    given: `containers: [{name: a, image: i, ${limit('512Mi')}}]`,
    segments: ['main a 512', ...REST],
    fromUse: 100 + OVERHEAD,
  },
  {
    title: 'init containers are not part of the bar, but of the limit from use',
    measured: [use('setup', 'peak: 1000Mi'), use('a', 'peak: 100Mi')],
    given: `initContainers: [{name: setup, image: i, ${limit('64Mi')}}]\ncontainers: [{name: a, image: i, ${limit('128Mi')}}]`,
    segments: ['main a, measured 100', 'unused a, above measured use 28', ...REST],
    fromUse: 1200 + OVERHEAD,
  },
  {
    title: 'one limit for the whole pod',
    measured: [use('a', 'peak: 100Mi'), use('b', 'peak: 50Mi')],
    given: `resources: {limits: {memory: 512Mi}}\ncontainers: [{name: a, image: i}, {name: b, image: i}]`,
    segments: ['main a, measured 100', 'main b, measured 50', 'more the rest of the pod’s limit 362', ...REST],
    fromUse: 180 + OVERHEAD,
  },
  {
    title: 'a limit for the whole pod that not all containers explain',
    measured: [use('a', 'peak: 600Mi')],
    given: `resources: {limits: {memory: 512Mi}}\ncontainers: [{name: a, image: i}, {name: b, image: i}]`,
    segments: ['main a, measured 512', ...REST],
    fromUse: 512 + OVERHEAD,
    uncovered: 88,
  },
]; // biome-ignore format: a table

for (const { title, measured, given, config, segments, fromUse, uncovered = 0 } of CASES)
  test(`measured use: ${title}`, () => {
    const { cost } = costOf(usage(...measured) + pod(given), config);
    assert.deepEqual(
      segmentsOf(cost).map(({ kind, label, size }) => `${kind} ${label} ${size}`),
      segments,
    );
    assert.equal(cost.nodeMemoryFromUse, fromUse);
    assert.equal(uncoveredUse(cost), uncovered);
    const sum = (of: { size: number }[]) => of.reduce((all, { size }) => all + size, 0);
    assert.equal(sum(segmentsOf(cost)), Math.max(cost.vmMemory, cost.nodeMemory));
    assert.equal(sum(countedSegments(cost)), cost.nodeMemory);
  });

test('without limits, what rules set from measured use is what the report computes', () => {
  const images =
    'sizes: [{image: "big:1", compressed: 400Mi, uncompressed: 900Mi}, {image: "small:1", compressed: 4Mi}]';
  const given = `initContainers: [{name: side, image: "small:1", restartPolicy: Always}, {name: init, image: "big:1"}]
containers: [{name: a, image: "big:1"}, {name: b, image: "small:1"}]`;
  const measured = usage(
    ...['side', 'init', 'a', 'b'].map((name, index) => use(name, `peak: ${37 + 51 * index}Mi`)),
  );
  for (const strategy of ['raise', 'add'])
    for (const share of ['half', 'all'])
      for (const release of ['1.12', '1.22', '1.25']) {
        const config = `${METAL}\ncontrastVersion: "${release}"\nmemory: {initContainers: kubelet}\nimages: {strategy: ${strategy}, share: ${share}, ${images}}`;
        const { cost } = costOf(measured + pod(given), config);
        assert.equal(cost.nodeMemoryFromUse, cost.nodeMemory, `${strategy} ${share} ${release}`);
      }
});

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: app}
spec: {replicas: 3, template: {spec: {containers: [{name: a, image: i, ${limit('1Gi')}}]}}}
---
apiVersion: v1
kind: Pod
metadata: {name: other}
spec: {containers: [{name: a, image: i, ${limit('64Mi')}}]}
`;

test('totals have limits from use where they are known, and replicas count', () => {
  const { report } = costOf(usage(use('a', 'peak: 100Mi')) + DEPLOYMENT);
  const { nodeMemory, nodeMemoryFromUse, parts } = totalsOf(report.costs);
  assert.equal(nodeMemory, 3 * (1024 + OVERHEAD) + 64 + OVERHEAD);
  assert.equal(nodeMemoryFromUse, 3 * (120 + OVERHEAD) + 64 + OVERHEAD);
  assert.equal(parts.unused, 3 * 924);
  assert.equal(totalsOf(reportOf(DEPLOYMENT).report.costs).nodeMemoryFromUse, undefined);
});

test('each format shows measured use, and none does without', () => {
  const { report } = costOf(usage(use('a', 'peak: 100Mi')) + DEPLOYMENT);
  const bare = reportOf(DEPLOYMENT).report;
  const html = formatted(report, 'html')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
  assert.match(html, /Limits from use 3\.1 GiB \(−2\.6 GiB\)/);
  assert.match(html, /802 MiB with limits from measured use \(−904 MiB\)/);
  assert.match(html, /a, measured 100 MiB a, above measured use 924 MiB guest system/);
  assert.doesNotMatch(formatted(bare, 'html'), /measured use \(|Limits from use/);
  const markdown = formatted(report, 'markdown');
  assert.match(markdown, /With limits from measured use: \*\*3\.1 GiB\*\* \(−2\.6 GiB\)/);
  assert.match(markdown, /\| Measured \| Node with limits from use \|/);
  assert.match(markdown, /Deployment app \|.*\| 100 \| 802 \|/);
  assert.match(markdown, /Pod other \|.*\| \? \| \? \|/);
  assert.doesNotMatch(formatted(bare, 'markdown'), /[Mm]easured/);
  const json = JSON.parse(formatted(report, 'json'));
  assert.equal(json.totals.nodeFromUseMiB, 3 * 802 + 746);
  assert.equal(json.workloads[0].nodeFromUseMiB, 802);
  assert.deepEqual(json.workloads[0].containers.at(-1), {
    name: 'a',
    role: 'main',
    limitMiB: 1024,
    usedMiB: 100,
    limitFromUseMiB: 120,
  });
  assert.doesNotMatch(formatted(bare, 'json'), /FromUse|usedMiB/);
});
