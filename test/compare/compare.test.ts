import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { compareWithLive } from '../../src/compare/compare.ts';
import { EVENT_TEXTS } from '../../src/compare/event-texts.ts';
import { readObjects } from '../../src/compare/read-objects.ts';
import { liveRules } from '../../src/rules/live-results.ts';
import { sourceText } from '../../src/yaml/source.ts';
import { assertExpected, foldersIn } from '../support/cases.ts';
import { listResults } from '../support/results.ts';

const HERE = new URL('.', import.meta.url).pathname;
/** An example of each finding, which the documentation shows, and cases of everything else. */
const CASES = ['examples', 'cases'].flatMap((folder) =>
  foldersIn(`${HERE}${folder}`).map((name) => `${folder}/${name}`),
);

function compare(name: string) {
  const read = (file: string) => sourceText(readFileSync(`${HERE}${name}/${file}`, 'utf8'));
  return compareWithLive(readObjects(read('files.yaml')), readObjects(read('live.yaml')));
}

for (const name of CASES)
  test(`compare: ${name}`, () => {
    const { results, pods, workloads } = compare(name);
    assertExpected(`${HERE}${name}`, 'results.txt', listResults(results));
    const [, counts] =
      readFileSync(`${HERE}${name}/live.yaml`, 'utf8').match(/^# (\d+ pods, \d+ workloads)$/m) ?? [];
    if (counts !== undefined) assert.equal(`${pods} pods, ${workloads} workloads`, counts);
    if (name.startsWith('examples/')) assert.ok(results.some(({ rule }) => name.endsWith(`/${rule}`)));
  });

test('no value of the environment and no credential is in a result', () => {
  for (const name of ['cases/secret-values', 'cases/events', 'cases/list-added']) {
    const shown = compare(name).results.map(({ resource, ...rest }) => rest);
    assert.ok(shown.length > 3);
    assert.doesNotMatch(JSON.stringify(shown), /hunter/);
  }
});

test('every rule and every event text has a case', () => {
  const all = CASES.flatMap((name) => compare(name).results);
  const rules = new Set(all.map(({ rule }) => rule));
  assert.deepEqual(
    liveRules.map(({ id }) => id).filter((id) => !rules.has(id)),
    [],
  );
  const events = new Set(all.map(({ tags }) => tags?.event));
  assert.deepEqual(
    EVENT_TEXTS.map(({ id }) => id).filter((id) => !events.has(id)),
    [],
  );
});
