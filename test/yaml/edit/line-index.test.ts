import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineIndex } from '../../../src/yaml/edit/line-index.ts';

test('the start of a line is the same whatever was looked for before', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\r'), maxLength: 40 });
  fc.assert(
    fc.property(text, fc.array(fc.nat()), (text, numbers) => {
      const lines = new LineIndex(text);
      for (const number of numbers) {
        const offset = number % (text.length + 1);
        assert.equal(lines.of(offset), text.slice(0, offset).lastIndexOf('\n') + 1);
      }
    }),
  );
});
