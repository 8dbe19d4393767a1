import assert from 'node:assert/strict';
import { constants } from 'node:buffer';
import { test } from 'node:test';
import { run } from '../../src/engine/run.ts';
import { concatenateFiles } from '../../src/files/concatenate.ts';
import { LONGEST_TEXT } from '../../src/util/longest-text.ts';
import { decode, decodeSource } from '../../src/yaml/decode.ts';

const TEXT = 'apiVersion: v1\nkind: Pod\nmetadata: {name: é}\nspec: {runtimeClassName: contrast-cc}\n';
const configuration = {
  apiVersion: 'prepare-contrast.dev/v1alpha1',
  kind: 'PrepareContrast',
  spec: { platform: 'Metal-QEMU-SNP' },
};

const littleEndian = Buffer.from(`\ufeff${TEXT}`, 'utf16le');
const ENCODINGS: [title: string, bytes: Uint8Array, encoding: string | undefined][] = [
  ['UTF-8', Buffer.from(TEXT), undefined],
  ['UTF-16, little endian', littleEndian, 'UTF-16'],
  ['UTF-16, big endian', Buffer.from(littleEndian).swap16(), 'UTF-16'],
];

for (const [title, bytes, encoding] of ENCODINGS) {
  test(`input in ${title} is read`, () => {
    const copy = Uint8Array.from(bytes);
    const source = decodeSource(bytes);
    assert.equal(source.text, TEXT);
    assert.equal(source.encoding, encoding);
    assert.deepEqual(Uint8Array.from(bytes), copy, 'the bytes stay as they are');
    const { output, results } = run(source, { configuration });
    assert.match(output, /name: é/);
    const said = results.filter(({ rule }) => rule === 'input-encoding');
    assert.equal(said.length, encoding ? 1 : 0);
  });
}

test('a file in UTF-16 is refused, since it would be written in UTF-8', () => {
  assert.throws(() => decode(littleEndian), { code: 'input-not-utf8' });
});

test('the longest text is one that the engine can hold', () => {
  assert.ok(LONGEST_TEXT <= constants.MAX_STRING_LENGTH);
});

test('input that is longer than a string can be is refused as such', () => {
  const bytes = new Uint8Array(constants.MAX_STRING_LENGTH + 1);
  assert.throws(() => decode(bytes), { code: 'input-too-large' });
});

test('files that are longer together than a string can be are refused as such', () => {
  const content = '#'.repeat(constants.MAX_STRING_LENGTH / 2);
  const files = ['a.yaml', 'b.yaml'].map((file) => ({ file, content }));
  assert.throws(() => concatenateFiles(files), {
    message: /^the files have \d+ MiB, more than the maximum of \d+ MiB; split the input/,
  });
});
