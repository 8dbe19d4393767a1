import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uniqueName } from '../../src/kubernetes/unique-name.ts';

const LONG = 'x'.repeat(70);

const NAMES: [text: string, taken: string[], expected: string][] = [
  ['data', [], 'data'],
  ['data', ['data'], 'data-2'],
  ['data', ['data', 'data-2', 'data-3'], 'data-4'],
  ['Cache_A/b', [], 'cache-a-b'],
  ['/var/lib/x/', [], 'var-lib-x'],
  ['/', [], 'volume'],
  [LONG, [], 'x'.repeat(63)],
  [LONG, ['x'.repeat(63)], `${'x'.repeat(61)}-2`],
  [`${'x'.repeat(62)}-y`, [], 'x'.repeat(62)],
];

test('a free name is a DNS label that nothing else has', () => {
  for (const [text, taken, expected] of NAMES) {
    const name = uniqueName(text, new Set(taken));
    assert.equal(name, expected);
    assert.match(name, /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
  }
});
