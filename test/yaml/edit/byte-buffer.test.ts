import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ByteBuffer, bytesOf } from '../../../src/yaml/edit/byte-buffer.ts';
import { joinChunks } from '../../../src/yaml/edit/chunks.ts';

/** JSON in which every character is printable for YAML 1.1, too. */
function quoted(text: string): string {
  const escaped = JSON.stringify(text).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  assert.equal(JSON.parse(escaped), text);
  return escaped;
}

test('what is added piece by piece is the text of all pieces', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: fc.constantFrom('a', ' ', '"', '\\', '\n', '\x7f', 'é'), maxLength: 40 }),
    fc.constantFrom('x'.repeat(400), '"'.repeat(1 << 20), 'é'.repeat(1 << 19)),
  );
  const piece = fc.record({ text, how: fc.constantFrom('add', 'addBytes', 'addQuoted') });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const bytes = new ByteBuffer();
      let expected = '';
      for (const { text, how } of pieces) {
        if (how === 'addQuoted') bytes.addQuoted(text);
        else if (how === 'add') bytes.add(text);
        else bytes.addBytes(bytesOf(text));
        expected += how === 'addQuoted' ? quoted(text) : text;
      }
      assert.ok(joinChunks(bytes.pieces()) === expected);
    }),
  );
});
