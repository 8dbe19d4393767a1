import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { program } from '../files/workspace.ts';
import { assertError } from '../support/assert-error.ts';

test('explain lists every rule that docs/rules.md has, in its order, and explains each', () => {
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

test('explain knows the codes of errors', () => {
  assert.match(program('/', ['explain', 'yaml-alias']).stdout, /^# yaml-alias\n\n\S/);
});

test('an unknown rule is an error with the closest match', () => {
  const { status, stderr } = program('/', ['explain', 'own-anotation']);
  assert.equal(status, 2);
  assertError(stderr, 'usage-unknown-name', 'own-annotation');
});
