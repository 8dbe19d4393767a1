import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteText, bytesOf } from '../../src/edit/byte-text.ts';
import { joinPieces } from '../../src/edit/pieces.ts';

test('what is added piece by piece is the text of all pieces', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: fc.constantFrom('a', ' ', '"', '\\', '\n', '\x7f', 'é'), maxLength: 40 }),
    fc.constantFrom('x'.repeat(400), '"'.repeat(1 << 20), 'é'.repeat(1 << 19)),
  );
  const piece = fc.record({ text, how: fc.constantFrom('add', 'addBytes', 'addQuoted') });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const bytes = new ByteText();
      let expected = '';
      for (const { text, how } of pieces) {
        if (how === 'addQuoted') bytes.addQuoted(text);
        else if (how === 'add') bytes.add(text);
        else bytes.addBytes(bytesOf(text));
        expected += how === 'addQuoted' ? JSON.stringify(text) : text;
      }
      assert.ok(joinPieces(bytes.pieces()) === expected);
    }),
  );
});
