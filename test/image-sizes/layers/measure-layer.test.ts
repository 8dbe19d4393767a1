import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { ImageContent } from '../../../src/image-sizes/image-source.ts';
import { countLayer } from '../../../src/image-sizes/layers/measure-layer.ts';

const UNPACKED = 1 << 20;
const LAYERS = { gzip: gzipSync(Buffer.alloc(UNPACKED)), zstd: zeros(), tar: Buffer.alloc(UNPACKED) };

/** A frame of eight blocks, each of which repeats a zero 2^17 times (RFC 8878, §3.1.1.2): Node 20 cannot write zstd. */
function zeros(): Buffer {
  const block = (isLast: boolean) => {
    const header = ((2 ** 17) << 3) | (1 << 1) | Number(isLast);
    return [header & 0xff, (header >> 8) & 0xff, header >> 16, 0];
  };
  const blocks = Array.from({ length: 8 }, (_, index) => block(index === 7));
  return Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50, ...blocks.flat()]);
}

for (const [compression, bytes] of Object.entries(LAYERS)) {
  test(`a layer that unpacks to more than the maximum is rejected: ${compression}`, async () => {
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    const content: ImageContent = {
      name: 'registry.example',
      manifest: () => Promise.reject(new Error('not needed')),
      async *blob() {
        for (let at = 0; at < bytes.length; at += 500) yield bytes.subarray(at, at + 500);
      },
    };
    const count = (maximum: number) =>
      countLayer(content, { digest, size: bytes.length }, undefined, () => {}, maximum);
    assert.equal(await count(UNPACKED), UNPACKED);
    await assert.rejects(count(UNPACKED - 1), {
      code: 'image-layer-unreadable',
      message: /: it unpacks to more than 1048575 bytes/,
    });
  });
}
