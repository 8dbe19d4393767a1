import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { allRules } from '../../src/rules/all.ts';
import { ERROR_AREAS, errorCodes } from '../../src/util/error-codes.ts';

const SOURCE = fileURLToPath(new URL('../../src', import.meta.url));

test('every code is used', () => {
  const text = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('error-codes.ts'))
    .map((name) => readFileSync(`${SOURCE}/${name}`, 'utf8'))
    .join('');
  assert.deepEqual(
    errorCodes.filter((code) => !text.includes(`'${code}'`)),
    [],
  );
});

test('a code is in one area, in kebab case, and not the name of a rule', () => {
  const all = ERROR_AREAS.flatMap(({ codes }) => Object.keys(codes));
  assert.deepEqual(all, [...new Set(all)]);
  for (const code of all) assert.match(code, /^[a-z0-9]+(-[a-z0-9]+)+$/);
  assert.deepEqual(
    allRules.filter(({ id }) => all.includes(id)),
    [],
  );
});
