import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isIgnored, parseIgnore } from '../../src/files/ignore.ts';

const ignores = (pattern: string, path: string) =>
  isIgnored(path, false, [{ prefix: '', rules: parseIgnore(pattern) }]);

test('many stars on a long name cannot hang', () => {
  assert.equal(ignores('*a*a*a*a*a*a*a*a*b', 'a'.repeat(10_000)), false);
  assert.equal(ignores('*a*a*a*a*a*a*a*a', 'a'.repeat(10_000)), true);
});

test('many folder patterns on a deep path cannot hang', () => {
  const path = 'x/'.repeat(200);
  assert.equal(ignores(`${'**/'.repeat(30)}y.yaml`, `${path}z.yaml`), false);
  assert.equal(ignores(`${'**/'.repeat(30)}y.yaml`, `${path}y.yaml`), true);
});
