import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitFromUse, MeasuredMemory, type MeasuredUse } from '../../src/contrast/memory-usage.ts';
import { formatMebibytes, parseQuantity } from '../../src/kubernetes/quantity.ts';

function use(figures: { peak?: string; recommended?: string }): MeasuredUse {
  return {
    source: 'prometheus',
    window: '14d',
    time: '2026-11-30T12:00:00Z',
    samples: 1000,
    pods: 1,
    covered: '14d',
    outOfMemory: 0,
    peak: figures.peak === undefined ? undefined : parseQuantity(figures.peak),
    recommended: figures.recommended === undefined ? undefined : parseQuantity(figures.recommended),
  };
}

for (const [figures, percent, expected] of [
  [{ peak: '100Mi' }, 20, '120Mi'],
  [{ peak: '100Mi' }, 0, '100Mi'],
  [{ peak: '104857601' }, 0, '101Mi'],
  [{ peak: '100Mi' }, 0.001, '101Mi'],
  [{ peak: '100Mi' }, 12.5, '113Mi'],
  [{ peak: '100Mi' }, 100, '200Mi'],
  [{ peak: '0' }, 20, '1Mi'],
  // The margin of the source is in the recommendation.
  [{ recommended: '100Mi' }, 20, '100Mi'],
  [{ recommended: '104857601' }, 20, '101Mi'],
] as const)
  test(`${JSON.stringify(figures)} and ${percent}% are ${expected}`, () => {
    assert.equal(formatMebibytes(limitFromUse(use(figures), Math.round(percent * 1000))), expected);
  });

test('of several entries the largest that applies counts, by namespace', () => {
  const entry = (namespace: string, peak: string) => ({
    kind: 'Deployment',
    namespace,
    name: 'web',
    containers: new Map([['web', use({ peak })]]),
  });
  const memory = new MeasuredMemory([entry('a', '1Gi'), entry('b', '2Gi'), entry('', '10Mi')]);
  const peakIn = (namespace: string, kind = 'Deployment') =>
    memory.of({ kind, namespace, name: 'web' }, 'web', 20_000)?.peak?.text;
  assert.equal(peakIn('a'), '1Gi');
  assert.equal(peakIn('b'), '2Gi');
  assert.equal(peakIn('c'), '10Mi');
  assert.equal(peakIn(''), '2Gi');
  assert.equal(peakIn('a', 'StatefulSet'), undefined);
});
