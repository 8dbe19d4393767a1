// The verdict of the page and the playground never contradicts the findings below it.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { REFUSED_BY_GENERATE, verdict } from '../../src/report/verdict.ts';
import { rules } from '../../src/rules/index.ts';
import { pod } from '../support/manifests.ts';
import { reportOf } from './report-of.ts';

/** A pod of one container that has all it needs, and an image with or without its digest. */
const podOf = ({ digest = `@sha256:${'a'.repeat(64)}`, more = '', beside = '' }) =>
  pod(`containers:
- name: web
  image: web:1${digest}
  resources: {limits: {memory: 64Mi}}${more}${beside}`);

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: data}\n';

/** What the verdict says → of which manifests. */
const SAID: Record<string, string> = {
  'Ready for contrast generate.': podOf({}),
  'Not ready: contrast generate may refuse what 1 warning tells of.': podOf({ digest: '' }),
  'Not ready: contrast generate may refuse what 2 warnings tell of.': podOf({
    digest: '',
    beside: '\nhostAliases: []',
  }),
  'Not ready: no workload was prepared.': CONFIG_MAP,
  'Not ready: 1 error stands.': podOf({
    digest: '',
    more: '\n  lifecycle: {preStop: {sleep: {seconds: 1}}}',
  }),
};

for (const [said, manifests] of Object.entries(SAID)) {
  test(`verdict: ${said}`, () => assert.equal(wordsOf(reportOf(manifests)), said));
}

test('verdict: a file that is left out is part of what is wanted', () => {
  const leftOut = [{ path: 'broken.yaml', message: 'cannot be read' }];
  const reported = reportOf(podOf({ digest: '' }), 'platform: Metal-QEMU-SNP', leftOut);
  assert.equal(wordsOf(reported), 'Not complete: 1 file could not be prepared.');
});

test('every rule is counted of whose warnings some say that contrast generate fails', () => {
  const cases = new URL('../rules/', import.meta.url).pathname;
  const ids = new Set(rules.map(({ id }) => id));
  for (const rule of REFUSED_BY_GENERATE) assert.ok(ids.has(rule), rule);
  const failing = /^stands warning \[([\w-]+)\].*contrast generate (?:\w+ )?(?:abort|fail|refuse|need)s?\b/gm;
  const found = readdirSync(cases, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('results.txt'))
    .flatMap((file) => [...readFileSync(join(cases, file), 'utf8').matchAll(failing)])
    .map(([, rule]) => rule!);
  assert.ok(found.length > 20);
  for (const rule of found) assert.ok(REFUSED_BY_GENERATE.has(rule), rule);
});

function wordsOf({ report }: ReturnType<typeof reportOf>): string {
  return verdict(report).text.replace(/<[^>]+>/g, '');
}
