import assert from 'node:assert/strict';
import { test } from 'node:test';
import { objectTitle } from '../../src/kube/object-title.ts';
import { formatReport } from '../../src/output/report.ts';
import { exampleReport } from './report-of.ts';

/** Words and figures of a page or of Markdown, without their markup. */
const words = (text: string) =>
  text
    .replace(/<style>[\s\S]*?<\/style>|<script[\s\S]*?<\/script>/g, '')
    .replace(/<[^>]+>|[|*`#]/g, ' ')
    .replace(/&#?\w+;|["&\\]/g, '')
    .replace(/\s+/g, ' ');

test('the page, Markdown and JSON hold the same', () => {
  const { report, findings } = exampleReport();
  const json = JSON.parse(formatReport(report, 'json'));
  const readable = [words(formatReport(report, 'html')), words(formatReport(report, 'markdown'))];
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
      assert.ok(text.includes(words(result.message)), result.message);
      if (result.resource) assert.ok(text.includes(objectTitle(result.resource)));
    }
  }
  assert.equal(json.results.length, findings.length);
});
