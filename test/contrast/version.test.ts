import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareVersions, formatVersion, parseVersion } from '../../src/contrast/version.ts';

test('versions are read as major and minor number', () => {
  const read: [string, string | undefined][] = [
    ['1.18', '1.18'],
    ['v1.18', '1.18'],
    ['1.18.2', '1.18'],
    ['0.9', '0.9'],
    ['1.20', '1.20'],
    ['1', undefined],
    ['1.', undefined],
    ['1.2.3.4', undefined],
    ['1.018', undefined],
    ['latest', undefined],
    ['', undefined],
  ];
  for (const [text, expected] of read) {
    const version = parseVersion(text);
    assert.equal(version && formatVersion(version), expected, text);
  }
});

test('1.9 is older than 1.12', () => {
  const [old, recent] = [parseVersion('1.9')!, parseVersion('1.12')!];
  assert.ok(compareVersions(old, recent) < 0);
  assert.ok(compareVersions(recent, old) > 0);
  assert.equal(compareVersions(old, old), 0);
});
