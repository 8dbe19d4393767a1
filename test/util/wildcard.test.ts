import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Wildcard } from '../../src/util/wildcard.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 12 });

test('a star matches any text, as the regular expression for other engines says', () => {
  fc.assert(
    fc.property(word, word, (pattern, text) => {
      const wildcard = new Wildcard(pattern);
      assert.equal(wildcard.test(text), new RegExp(wildcard.source, 's').test(text), `${pattern} on ${text}`);
    }),
  );
});

test('many stars on a long name cannot hang', () => {
  assert.equal(new Wildcard(`${'*a'.repeat(50)}b`).test('a'.repeat(100_000)), false);
});
