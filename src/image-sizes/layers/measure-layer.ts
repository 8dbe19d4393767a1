import { createHash } from 'node:crypto';
import { escapeServerText, RequestError } from '../../http/request-error.ts';
import type { Descriptor, ImageContent } from '../image-source.ts';
import { type Unpacker, unpackerFor } from './unpack.ts';

/** Number of bytes that is sufficient to detect the compression and the zstd window. */
const START = 18;

/** Maximum size of an unpacked layer in bytes, 64 GiB: few nodes could run it, and a few kB of zeros can unpack to a terabyte. */
const MAX_UNPACKED = 64 * 2 ** 30;

/**
 * Reads a layer once, without storing it, and returns its uncompressed size in bytes: that of the tar archive. Verifies the bytes
 * against the layer's digest, and the unpacked bytes against the image's configuration.
 * @throws RequestError if they do not match.
 */
export async function countLayer(
  content: ImageContent,
  { digest, size }: Pick<Descriptor, 'digest' | 'size'>,
  diffId: string | undefined,
  onBytes: (count: number) => void,
  maxUnpacked = MAX_UNPACKED,
): Promise<number> {
  const wrong = () =>
    new RequestError(
      'image-digest-mismatch',
      `${content.name} sent a layer that does not match ${digest}; it was rejected`,
    );
  const packed = createHash('sha256');
  const unpacked = createHash('sha256');
  let unpackedSize = 0;
  let unpacker: Unpacker | undefined;
  let start: Buffer = Buffer.alloc(0);
  const take = (bytes: Uint8Array) => {
    unpackedSize += bytes.length;
    if (unpackedSize > maxUnpacked)
      throw new RequestError(
        'image-layer-unreadable',
        `it unpacks to more than ${maxUnpacked} bytes; layers of that size are not measured`,
      );
    unpacked.update(bytes);
  };

  let length = 0;
  let failure: unknown;
  const unpack = async (work: () => Promise<void>) => {
    // Invalid compressed data usually means a damaged transfer, so the digest is checked first.
    if (failure === undefined) await work().catch((error: unknown) => (failure = error));
  };
  for await (const chunk of content.blob({ digest, size })) {
    length += chunk.length;
    if (length > size) throw wrong();
    packed.update(chunk);
    onBytes(chunk.length);
    if (failure !== undefined) continue;
    if (unpacker) {
      const ready = unpacker;
      await unpack(() => ready.write(chunk));
      continue;
    }
    start = Buffer.concat([start, chunk]);
    if (start.length < START && length < size) continue;
    await unpack(async () => {
      unpacker = unpackerFor(start, take);
      await unpacker.write(start);
    });
  }
  if (length !== size || `sha256:${packed.digest('hex')}` !== digest) throw wrong();
  await unpack(async () => unpacker?.end());
  if (failure !== undefined)
    throw failure instanceof RequestError
      ? new RequestError(failure.code, `the layer ${digest}: ${failure.message}`)
      : failure;
  if (diffId !== undefined && `sha256:${unpacked.digest('hex')}` !== diffId)
    throw new RequestError(
      'image-digest-mismatch',
      `the unpacked layer ${digest} does not match the configuration of the image (${escapeServerText(diffId)})`,
    );
  return unpackedSize;
}
