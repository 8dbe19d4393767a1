import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { program } from '../files/workspace.ts';

test('explain lists every rule that docs/rules.md has, in its order, and tells more of each', () => {
  const documentation = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');
  const documented = [...documentation.matchAll(/^\| \[([\w-]+)\]/gm)].map(([, id]) => id!);
  const { stdout } = program('/', ['explain']);
  assert.deepEqual(
    [...stdout.matchAll(/^([\w-]+) +(?:error|warning|info) /gm)].map(([, id]) => id),
    documented,
  );
  for (const id of ['runtime-class', 'own-annotation', 'configuration'])
    assert.ok(program('/', ['explain', id]).stdout.startsWith(`# ${id}\n`), id);
});

test('a rule that is not there is told, with the one that may be meant', () => {
  const { status, stderr } = program('/', ['explain', 'own-anotation']);
  assert.equal(status, 2);
  assert.match(stderr, /there is no rule "own-anotation"; did you mean "?own-annotation/);
});
