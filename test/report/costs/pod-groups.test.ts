// An object with several pods, as a custom resource can have them: each is named by what distinguishes it from the others.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadYaml } from '../../../src/yaml/load.ts';
import { formatted, reportOf } from '../report-of.ts';

const CASE = new URL('../../golden/custom-resource-with-several-pods/', import.meta.url);
const [input, config] = ['input.yaml', 'config.yaml'].map((name) =>
  readFileSync(new URL(name, CASE), 'utf8'),
);
const { report } = reportOf(input!, loadYaml(config!));

/** What the pods are called, in the order of the report. */
const TITLES: [string, title: RegExp, titles: string[]][] = [
  ['text', /^(MPIJob .*?) {2,}.*Mi/gm, ['training (Launcher)', 'training (Worker)', 'launcher-alone']],
  ['markdown', /^\| (MPIJob .*?) \|/gm, ['training (Worker)', 'training (Launcher)', 'launcher-alone']],
  [
    'html',
    /<article class="card pod".*?<a .*?>(.*?)</g,
    ['training (Worker)', 'training (Launcher)', 'launcher-alone'],
  ],
];

for (const [format, title, titles] of TITLES) {
  test(`several pods of one object are distinguished: ${format}`, () => {
    const shown = [...formatted(report, format).matchAll(title)].map(([, found]) => found);
    assert.deepEqual(
      shown,
      titles.map((name) => `MPIJob ${name}`),
    );
  });
}

test('several pods of one object are distinguished: json', () => {
  const { workloads } = JSON.parse(formatted(report, 'json')) as { workloads: { part?: string }[] };
  assert.deepEqual(
    workloads.map(({ part }) => part),
    ['Launcher', 'Worker', undefined],
  );
});

test('the card of a pod leads to the findings of its object', () => {
  const html = formatted(report, 'html');
  const pods = [...html.matchAll(/<article class="card pod" data-title="(.*?)".*?<a href="#(.*?)"/g)];
  assert.equal(pods.length, 3);
  for (const [, title, anchor] of pods)
    assert.match(html, new RegExp(`data-title="${title}"(?:(?!<article).)*id="${anchor}"`), title);
});

test('Jobs and hooks are not packed on nodes', () => {
  const pod = (metadata: string, memory: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: ${metadata}\nspec: {containers: [{name: a, image: "a:1", resources: {limits: {memory: ${memory}}}}]}\n`;
  const job =
    'apiVersion: batch/v1\nkind: Job\nmetadata: {name: load}\nspec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: "a:1", resources: {limits: {memory: 60Gi}}}]}}}\n';
  const hook = pod('{name: test, annotations: {helm.sh/hook: test}}', '120Gi');
  const manifests = [pod('{name: web}', '3Gi'), job, hook].join('---\n');
  const { nodes, temporary } = JSON.parse(formatted(reportOf(manifests).report, 'json')) as {
    nodes: { memoryMiB: number; nodes: number; unpreparedNodes: number; tooLarge: string[] }[];
    temporary: { pods: number };
  };
  assert.equal(temporary.pods, 2);
  assert.deepEqual(nodes, [{ memoryMiB: 4096, unpreparedNodes: 1, nodes: 1, tooLarge: [] }]);
});
