import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatObjectName } from '../../../src/kubernetes/object-name.ts';
import { formatError, formatForFile, formats } from '../../../src/report/formats/index.ts';
import { InputError } from '../../../src/util/errors.ts';
import { exampleReport, formatted, reportOf } from '../report-of.ts';

/** Words and figures of a page or of Markdown, without their markup. */
const words = (text: string) =>
  text
    .replace(/<style>[\s\S]*?<\/style>|<script[\s\S]*?<\/script>/g, '')
    .replace(/<[^>]+>|[|*`#]/g, ' ')
    .replace(/&#?\w+;|["&\\]/g, '')
    .replace(/\s+/g, ' ');

test('the page, Markdown and JSON hold the same', () => {
  const { report, findings } = exampleReport();
  const json = JSON.parse(formatted(report, 'json'));
  const readable = [words(formatted(report, 'html')), words(formatted(report, 'markdown'))];
  const { totals, namespaces, nodes, workloads, counts } = json;
  const gibibytes = (size: number) => `${(size / 1024).toFixed(1)} GiB`;
  for (const text of readable) {
    assert.ok(text.includes(`${gibibytes(totals.nodeMiB)} of node memory`));
    assert.ok(text.includes(`${totals.vcpus} vCPUs`));
    for (const { namespace, pods, vcpus, unpreparedMiB, nodeMiB } of namespaces)
      assert.ok(
        text.includes(`${namespace} ${pods} ${vcpus} ${gibibytes(unpreparedMiB)} ${gibibytes(nodeMiB)}`),
      );
    for (const { memoryMiB, unpreparedNodes, nodes: count } of nodes)
      assert.match(text, new RegExp(`${memoryMiB / 1024} GiB ${unpreparedNodes} ${count} `));
    for (const { name, vmMiB, nodeMiB, unpreparedMiB } of workloads)
      for (const figure of [name, vmMiB, nodeMiB, unpreparedMiB])
        assert.ok(text.includes(`${figure}`), `${name} ${figure}`);
    for (const [noun, count] of [
      ['error', counts.errors],
      ['warning', counts.warnings],
      ['change', counts.changes],
    ])
      assert.match(text, new RegExp(`${count} ${noun}s?`));
    for (const { result } of findings) {
      if (result.rule === 'vm-size') continue;
      const { cause } = result;
      const [message, place] = cause ? [cause.message, cause.subject] : [result.message];
      const isThere = text.includes(words(result.message)) || text.includes(words(message!));
      assert.ok(isThere, result.message);
      if (place !== undefined) assert.ok(text.includes(words(place)), place);
      if (result.resource) assert.ok(text.includes(formatObjectName(result.resource)));
    }
  }
  assert.equal(json.results.length, findings.length);
});

test('the page, Markdown, JSON and the summary have the same verdict, next steps and counts', () => {
  const { report } = exampleReport();
  const { verdict, nextSteps, counts, places } = JSON.parse(formatted(report, 'json'));
  assert.equal(verdict.status, 'not ready');
  assert.ok(nextSteps.settings.length > 1 && nextSteps.commands.length > 1);
  for (const format of ['html', 'markdown', 'text']) {
    const text = words(formatted(report, format));
    for (const line of [...verdict.reasons, ...nextSteps.settings, ...nextSteps.commands])
      assert.ok(text.includes(words(line)), `${format}: ${line}`);
    for (const [noun, kind] of [
      ['error', 'errors'],
      ['warning', 'warnings'],
      ['change', 'changes'],
    ] as const) {
      const [count, at] = [counts[kind], places[kind]];
      const plural = `${count} ${noun}${count === 1 ? '' : 's'}${at > count ? ` in ${at} places` : ''}`;
      assert.ok(text.includes(plural), `${format}: ${plural}`);
    }
  }
});

test('the suffix of a file selects its format, in any case; the longest suffix wins', () => {
  for (const { name, suffixes } of formats)
    for (const suffix of suffixes) {
      assert.equal(formatForFile(`out/report${suffix}`).name, name);
      assert.equal(formatForFile(`REPORT${suffix.toUpperCase()}`).name, name);
    }
  assert.equal(formatForFile('findings.sarif.json').name, 'sarif');
  assert.equal(formatForFile('findings.junit.xml').name, 'junit');
  for (const file of ['report', 'report.txt', 'json', 'report.json/summary'])
    assert.equal(formatForFile(file).name, 'text', file);
});

test('names and suffixes are unique, and every format formats the example', () => {
  const unique = (all: readonly string[]) => assert.deepEqual([...new Set(all)], all);
  unique(formats.map(({ name }) => name));
  unique(formats.flatMap(({ suffixes }) => suffixes));
  const { report } = exampleReport();
  for (const format of formats) assert.match(format.format(report), /ferry-shop/, format.name);
});

test('every format has the code of the error that ended a run', () => {
  const error = InputError.at('yaml-syntax', 'a', 0, 'x');
  for (const format of formats) assert.match(formatError(error, format), /yaml-syntax/, format.name);
});

test('JSON and SARIF have the code of a result, the ResourceList has it as a tag', () => {
  const { report } = reportOf(
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {prepare-contrast.dev/skip: maybe}}\nspec: {}\n',
  );
  const { results } = JSON.parse(formatted(report, 'json')) as {
    results: { code?: string; tags: { rule: string; code?: string } }[];
  };
  const [sarif] = JSON.parse(formatted(report, 'sarif')).runs;
  for (const [index, result] of results.entries()) {
    assert.equal(result.tags.code, result.code);
    assert.equal(sarif.results[index].properties?.code, result.code);
  }
  assert.deepEqual(
    results.map(({ tags }) => [tags.rule, tags.code]),
    [
      ['own-annotation', 'annotation-invalid'],
      ['unreadable-workload', 'containers-missing'],
      ['no-workload', undefined],
    ],
  );
});
