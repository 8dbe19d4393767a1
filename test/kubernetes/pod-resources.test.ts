import assert from 'node:assert/strict';
import { test } from 'node:test';
import { podLimit } from '../../src/kubernetes/pod-resources.ts';
import { formatCpu, formatMemory } from '../../src/kubernetes/quantity.ts';
import { type ContainerRow, podOf, workloadOf } from '../support/manifests.ts';

/** Worked out by hand from the formula of KEP-753: max(main + sidecars, each init + the sidecars before it). */
const memory: [why: string, rows: ContainerRow[], expected: string][] = [
  ['main containers add up', [['main', 'memory: 128Mi'], ['main', 'memory: 64Mi']], '192Mi'],
  ['no limit adds nothing', [['main', 'memory: 128Mi'], ['main', '']], '128Mi'],
  ['no limit at all', [['main', '']], '0'],
  ['a smaller init container is covered', [['init', 'memory: 100Mi'], ['main', 'memory: 128Mi']], '128Mi'],
  ['a larger init container decides', [['init', 'memory: 200Mi'], ['main', 'memory: 128Mi']], '200Mi'],
  ['init containers run one after the other', [['init', 'memory: 100Mi'], ['init', 'memory: 120Mi'], ['main', 'memory: 64Mi']], '120Mi'],
  ['sidecars run beside main containers', [['sidecar', 'memory: 50Mi'], ['main', 'memory: 100Mi']], '150Mi'],
  ['an init container runs beside the sidecars before it', [['sidecar', 'memory: 50Mi'], ['init', 'memory: 200Mi'], ['main', 'memory: 100Mi']], '250Mi'],
  ['and not beside those after it', [['init', 'memory: 200Mi'], ['sidecar', 'memory: 50Mi'], ['main', 'memory: 100Mi']], '200Mi'],
  ['several of both', [['sidecar', 'memory: 10Mi'], ['init', 'memory: 30Mi'], ['sidecar', 'memory: 20Mi'], ['init', 'memory: 25Mi'], ['main', 'memory: 5Mi']], '55Mi'],
  ['the sum is rounded up to a whole byte', [['main', 'memory: 1.9999999Mi']], '2Mi'],
  ['once, and not for each container', [['main', 'memory: "1048574"'], ['main', 'memory: 500m'], ['main', 'memory: 600m']], '1Mi'],
  ['units are mixed exactly', [['main', 'memory: 0.5Gi'], ['main', 'memory: "1000k"']], '537870912'],
]; // biome-ignore format: a table

test('the pod limit is the kubelet formula', () => {
  for (const [why, rows, expected] of memory) {
    assert.equal(formatMemory(podLimit(workloadOf(podOf(rows)).workload, 'memory')!), expected, why);
  }
});

test('CPUs follow the same formula', () => {
  const { workload } = workloadOf(
    podOf([
      ['init', 'cpu: 600m'],
      ['init', 'cpu: 600m'],
      ['main', 'cpu: 250m'],
      ['main', 'cpu: 250m'],
    ]),
  );
  assert.equal(formatCpu(podLimit(workload, 'cpu')!), '600m');
});

test('a pod-level limit replaces the sum, for its resource only', () => {
  const rows: ContainerRow[] = [
    ['main', 'memory: 128Mi, cpu: 1'],
    ['init', 'memory: 1Gi'],
  ];
  const { workload } = workloadOf(podOf(rows, 'resources: {limits: {memory: 300Mi}}'));
  assert.equal(formatMemory(podLimit(workload, 'memory')!), '300Mi');
  assert.equal(formatCpu(podLimit(workload, 'cpu')!), '1');
});

test('a limit that cannot be read makes the sum unknown', () => {
  assert.equal(
    podLimit(
      workloadOf(
        podOf([
          ['main', 'memory: lots'],
          ['main', 'memory: 1Gi'],
        ]),
      ).workload,
      'memory',
    ),
    undefined,
  );
  assert.equal(podLimit(workloadOf(podOf([['main', 'memory: {}']])).workload, 'memory'), undefined);
});
