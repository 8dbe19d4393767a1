import assert from 'node:assert/strict';
import { test } from 'node:test';
import { booleanAt } from '../../src/yaml/access.ts';
import { parseDocument } from '../../src/yaml/load.ts';

const BOOLEANS: [value: string, expected: boolean | undefined][] = [
  ...['true', 'True', 'TRUE', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'y', 'Y'].map(
    (value): [string, boolean] => [value, true],
  ),
  ...['false', 'False', 'FALSE', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'n', 'N'].map(
    (value): [string, boolean] => [value, false],
  ),
  ['!!bool "true"', true],
  ['!!str true', undefined],
  ['"true"', undefined],
  ["'no'", undefined],
  ['tRUE', undefined],
  ['nO', undefined],
  ['1', undefined],
  ['null', undefined],
  ['', undefined],
  ['[true]', undefined],
];

for (const [value, expected] of BOOLEANS) {
  test(`${value === '' ? 'a missing value' : value} is ${expected ?? 'not a boolean'}`, () => {
    assert.equal(booleanAt(parseDocument(`a:\n  b: ${value}\n`)?.root, 'a', 'b'), expected);
  });
}

test('a boolean is found through an alias and a merge key', () => {
  const { root } = parseDocument('a: &a {b: No}\nc: *a\nd: {<<: *a}\n')!;
  assert.equal(booleanAt(root, 'c', 'b'), false);
  assert.equal(booleanAt(root, 'd', 'b'), false);
  assert.equal(booleanAt(root, 'c', 'missing'), undefined);
});
