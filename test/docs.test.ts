import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test('docs/rules.md is what the rules say, and the manual page what --help does', () => {
  const script = fileURLToPath(new URL('../scripts/docs.ts', import.meta.url));
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), script, '--check'],
    { encoding: 'utf8' },
  );
  assert.equal(status, 0, stderr);
});
