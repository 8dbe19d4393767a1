import { createHash } from 'node:crypto';
import type { Descriptor, ImageContent } from './content.ts';
import { printable, RequestError } from './errors.ts';
import { type Unpacker, unpackerFor } from './unpack.ts';

/** Enough to tell the compression and the zstd window by. */
const START = 18;

/**
 * Reads a layer once, without keeping it, and gives its unpacked size in bytes: that of the tar archive. The bytes are checked
 * by the layer's digest, what they unpack to by the image's configuration.
 * @throws RequestError where they are not what the image says.
 */
export async function countLayer(
  content: ImageContent,
  { digest, size }: Pick<Descriptor, 'digest' | 'size'>,
  diffId: string | undefined,
  onBytes: (count: number) => void,
): Promise<number> {
  const wrong = () =>
    new RequestError(`${content.name} sends bytes that are not the layer ${digest}: they are not used`);
  const packed = createHash('sha256');
  const unpacked = createHash('sha256');
  let unpackedSize = 0;
  let unpacker: Unpacker | undefined;
  let start: Buffer = Buffer.alloc(0);
  const take = (bytes: Uint8Array) => {
    unpackedSize += bytes.length;
    unpacked.update(bytes);
  };

  let length = 0;
  let failure: unknown;
  const unpack = async (work: () => Promise<void>) => {
    // Damaged data come of damaged bytes mostly, so their digest is checked first.
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
      ? new RequestError(`the layer ${digest}: ${failure.message}`)
      : failure;
  if (diffId !== undefined && `sha256:${unpacked.digest('hex')}` !== diffId)
    throw new RequestError(
      `the layer ${digest} does not unpack to what the configuration of the image says (${printable(diffId)})`,
    );
  return unpackedSize;
}
