// An object with several pods, as a custom resource can have them: each is called by what tells it from the others.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Format } from '../../src/output/formats.ts';
import { formatReport } from '../../src/output/report.ts';
import { readYaml } from '../../src/yaml/read-yaml.ts';
import { reportOf } from './report-of.ts';

const CASE = new URL('../golden/custom-resource-with-several-pods/', import.meta.url);
const [input, config] = ['input.yaml', 'config.yaml'].map((name) =>
  readFileSync(new URL(name, CASE), 'utf8'),
);
const { report } = reportOf(input!, readYaml(config!));

/** What the pods are called, in the order of the report. */
const TITLES: [Format, title: RegExp, titles: string[]][] = [
  ['text', /^(MPIJob .*?) {2,}.*Mi/gm, ['training (Launcher)', 'training (Worker)', 'launcher-alone']],
  ['markdown', /^\| (MPIJob .*?) \|/gm, ['training (Worker)', 'training (Launcher)', 'launcher-alone']],
  [
    'html',
    /<article class="card pod".*?<a .*?>(.*?)</g,
    ['training (Worker)', 'training (Launcher)', 'launcher-alone'],
  ],
];

for (const [format, title, titles] of TITLES) {
  test(`several pods of one object are told apart: ${format}`, () => {
    const shown = [...formatReport(report, format).matchAll(title)].map(([, found]) => found);
    assert.deepEqual(
      shown,
      titles.map((name) => `MPIJob ${name}`),
    );
  });
}

test('several pods of one object are told apart: json', () => {
  const { workloads } = JSON.parse(formatReport(report, 'json')) as { workloads: { part?: string }[] };
  assert.deepEqual(
    workloads.map(({ part }) => part),
    ['Launcher', 'Worker', undefined],
  );
});

test('the card of a pod leads to the findings of its object', () => {
  const html = formatReport(report, 'html');
  const pods = [...html.matchAll(/<article class="card pod" data-title="(.*?)".*?<a href="#(.*?)"/g)];
  assert.equal(pods.length, 3);
  for (const [, title, anchor] of pods)
    assert.ok(html.includes(`id="${anchor}" data-title="${title}"`), title);
});
