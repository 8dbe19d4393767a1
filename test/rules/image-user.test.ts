import assert from 'node:assert/strict';
import { test } from 'node:test';
import { releaseTable } from '../../src/contrast/release-table.ts';
import { ReleaseHistory, releases } from '../../src/contrast/releases.ts';
import { usesKata4 } from '../../src/rules/image-user.ts';

test('no known release has Kata 4, and the first one that does is determined by its entry', () => {
  assert.ok(!releases.all.some(usesKata4));
  const kata = { value: '4.0', certainty: 'source', source: 'its source' } as const;
  assert.ok(usesKata4(new ReleaseHistory([...releaseTable, { release: '1.26', facts: { kata } }]).newest));
});
