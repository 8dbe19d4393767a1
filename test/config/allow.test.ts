import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAllowed } from '../../src/config/allow.ts';

const read = (value: string) =>
  readAllowed({ isMarked: true, podAnnotations: { 'prepare-contrast.dev/allow': value } }, [
    'host-path',
    'sub-path',
  ]);

test('entries are split at line breaks and at semicolons that a rule name follows', () => {
  const { allowed, problems } = read('host-path: read-only; never written; sub-path: seed data\n');
  assert.deepEqual(problems, []);
  assert.deepEqual(Object.fromEntries(allowed), {
    'host-path': 'read-only; never written',
    'sub-path': 'seed data',
  });
});

test('long white space and separators cannot hang', () => {
  const tabs = '\t'.repeat(100_000);
  for (const value of [
    `a${tabs}:${tabs}x\ry`,
    `a${tabs}b`,
    `;${tabs}a${tabs}.`,
    `host-path: x,${tabs}a${tabs}`,
  ])
    assert.equal(typeof read(value).problems.length, 'number');
});
