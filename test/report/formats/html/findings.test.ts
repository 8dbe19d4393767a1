// Whose findings are whose, where two files have an object of one name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { concatenateFiles } from '../../../../src/files/concatenate.ts';
import type { LocatedFinding } from '../../../../src/report/finding.ts';
import { findingGroups } from '../../../../src/report/formats/html/findings.ts';
import { Locator } from '../../../../src/report/location.ts';
import { pod } from '../../../support/manifests.ts';
import { formatted, reportOf } from '../../report-of.ts';

const CONTAINER = (memory: string) =>
  `containers: [{name: a, image: "a:1", resources: {limits: {memory: ${memory}}}}]`;

function twice() {
  const { text, sources } = concatenateFiles([
    { file: 'dev/web.yaml', content: pod(CONTAINER('100Mi')) },
    { file: 'prod/web.yaml', content: pod(CONTAINER('200Mi')) },
  ]);
  const report = { ...reportOf(text).report, sources };
  const locator = new Locator(report.answer.source, sources);
  const findings = report.answer.results.map(
    (result): LocatedFinding => ({ result, location: locator.locate(result) }),
  );
  return { report, findings };
}

test('a card holds the findings of one file', () => {
  // One more card is about the input as a whole.
  const groups = findingGroups(twice().findings).filter(({ file }) => file !== undefined);
  assert.deepEqual(
    groups.map(({ file }) => file),
    ['dev/web.yaml', 'prod/web.yaml'],
  );
  assert.equal(new Set(groups.map(({ title }) => title)).size, 1);
  assert.equal(new Set(groups.map(({ anchor }) => anchor)).size, 2);
  for (const { file, findings } of groups)
    for (const { location } of findings) assert.equal(location?.file, file);
});

test('the page has each card under its file, and leads from no pod to a card that may be that of another', () => {
  const page = formatted(twice().report, 'html');
  const cards = page.split('<script>')[0]!.split('<article class="card findings"').slice(1);
  assert.deepEqual(
    cards.map((card) => /<p class="quiet">(.*?)<\/p>/.exec(card)?.[1]),
    // The last card is about the input as a whole.
    ['dev/web.yaml', 'prod/web.yaml', undefined],
  );
  assert.match(cards[0]!, /100Mi/);
  assert.match(cards[1]!, /200Mi/);
  assert.doesNotMatch(page, /href="#object-/);
  assert.match(formatted(reportOf(pod(CONTAINER('100Mi'))).report, 'html'), /href="#object-1"/);
});

test('Markdown names the file of changes where two have an object of one name', () => {
  const markdown = formatted(twice().report, 'markdown');
  assert.deepEqual(markdown.match(/ in \w+\/web\.yaml: 2 changes/g), [
    ' in dev/web.yaml: 2 changes',
    ' in prod/web.yaml: 2 changes',
  ]);
  assert.doesNotMatch(
    formatted(reportOf(pod(CONTAINER('100Mi'))).report, 'markdown'),
    / in manifests\.yaml:/,
  );
});
