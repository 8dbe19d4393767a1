// The verdict of the page and the playground is the one of the summary and never contradicts the findings below it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countFindings } from '../../../../src/report/findings-count.ts';
import { verdict } from '../../../../src/report/formats/html/verdict.ts';
import { pod } from '../../../support/manifests.ts';
import { reportOf } from '../../report-of.ts';

/** A pod of one container that has all it needs, and an image with or without its digest. */
const podOf = ({ digest = `@sha256:${'a'.repeat(64)}`, more = '' }) =>
  pod(`containers:
- name: web
  image: web:1${digest}
  resources: {limits: {memory: 64Mi}}${more}`);

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: data}\n';
const SIZED =
  'platform: Metal-QEMU-SNP\nimages: {sizes: [{image: "web:1", compressed: 1Mi, uncompressed: 2Mi}]}';

/** What the verdict starts with, of which manifests and settings. */
const VERDICTS: [start: string, manifests: string, spec?: string][] = [
  ['Ready.', podOf({}), SIZED],
  ['Ready if: the limits have room for the images, whose sizes are unknown (image-memory)', podOf({})],
  ['Ready if: the input is meant to have no workload (no-workload)', CONFIG_MAP],
  ['Not ready: 1 error remains', podOf({ more: '\n  lifecycle: {preStop: {sleep: {seconds: 1}}}' })],
];

for (const [start, manifests, spec] of VERDICTS) {
  test(`verdict: ${start}`, () => {
    const words = wordsOf(reportOf(manifests, spec));
    assert.ok(words.startsWith(start), words);
  });
}

test('verdict: a file that is left out is part of what is wanted', () => {
  const leftOut = [{ path: 'broken.yaml', code: 'file-unreadable', message: 'cannot be read' } as const];
  const reported = reportOf(podOf({}), 'platform: Metal-QEMU-SNP', leftOut);
  assert.ok(wordsOf(reported).startsWith('Not ready: 1 file could not be prepared'));
});

function wordsOf({ report }: ReturnType<typeof reportOf>): string {
  return verdict(report, countFindings(report.answer.results))
    .text.replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
