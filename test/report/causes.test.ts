// The places of a finding with a cause: exact numbers, whatever the summary has room for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../../src/engine/run.ts';
import { ResultCollector } from '../../src/report/summary/collector.ts';
import { formatSummary } from '../../src/report/summary/index.ts';
import { document } from '../config/load.ts';

/** The line of places below the finding of a rule, of a summary with room for 20 lines. */
function placesOf(manifests: string, rule: string): string {
  const { results, profile, selected, failed } = run(manifests, {
    configuration: document('platform: Metal-QEMU-SNP'),
  });
  const collector = new ResultCollector({ lines: 20, rows: 20 });
  for (const result of results) collector.add(result);
  const lines = formatSummary(collector, { profile, selected, failed, lines: 20, rows: 20 }).split('\n');
  return lines[lines.findIndex((line) => line.endsWith(`[${rule}]`)) + 1]!.trim();
}

const podWith = (name: string, images: readonly string[]) => {
  const containers = images.map(
    (image, index) => `  - {name: c${index}, image: "${image}", resources: {limits: {memory: 1Gi}}}\n`,
  );
  return `---\napiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  containers:\n${containers.join('')}`;
};
const numbered = <T>(count: number, of: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => of(index));

test('the numbers of places add up if there are more places than lines', () => {
  const pods = [
    ...numbered(22, (index) => podWith(`web-${index}`, ['nginx:1'])),
    ...numbered(8, (index) => podWith(`cache-${index}`, ['redis:7'])),
  ];
  assert.equal(placesOf(pods.join(''), 'image-digest'), '30 places: nginx:1 (22), redis:7 (8)');
});

test('names beyond those that are kept are others', () => {
  const pods = numbered(30, (index) => podWith(`web-${index}`, [`app:${index}`]));
  assert.equal(
    placesOf(pods.join(''), 'image-digest'),
    `30 places: ${numbered(5, (index) => `Pod web-${index} (app:${index})`).join(', ')} and others`,
  );
});

test('an object with one subject at several places has their number', () => {
  const pods = [podWith('web', ['nginx:1', 'nginx:1']), podWith('cache', ['redis:7'])];
  const text = placesOf(pods.join(''), 'image-digest');
  assert.equal(text, '3 places: Pod web (nginx:1, 2), Pod cache (redis:7)');
});
