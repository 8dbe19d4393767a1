import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { allRules } from '../../src/rules/all.ts';
import { assumptionOf } from '../../src/rules/assumptions.ts';

test('every rule whose cases show a warning that remains says what it assumes', () => {
  const cases = new URL('.', import.meta.url).pathname;
  const warnings = readdirSync(cases, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('results.txt'))
    .flatMap((file) => [...readFileSync(join(cases, file), 'utf8').matchAll(/^found warning \[([\w-]+)\]/gm)])
    .map(([, rule]) => rule!);
  const fallback = assumptionOf('a rule of another program');
  const unnamed = [...new Set(warnings)].filter((rule) => assumptionOf(rule) === fallback);
  assert.deepEqual(unnamed, []);
});

test('every rule of the program says what its warnings assume', () => {
  const fallback = assumptionOf('a rule of another program');
  const unnamed = allRules.filter(({ id, severity }) => severity === 'warning' && assumptionOf(id) === fallback);
  assert.deepEqual(
    unnamed.map(({ id }) => id),
    [],
  );
});
