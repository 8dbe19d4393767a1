import { RequestError } from './errors.ts';

/** What fzstd unpacks rightly, 32 MiB; image builders stay below (their largest is 8 MiB). */
const LARGEST_WINDOW = 2 ** 25;

/** @throws RequestError where a zstd frame needs more memory for looking back than can be had here (RFC 8878, 3.1.1.1). */
export function refuseLargeWindow(frame: Buffer): void {
  const window = windowOf(frame);
  if (window > LARGEST_WINDOW) {
    throw new RequestError(
      `its zstd data have a window of ${Math.ceil(window / 2 ** 20)} MiB, and no more than ${LARGEST_WINDOW / 2 ** 20} MiB can be unpacked here: use --compressed-only`,
    );
  }
}

/** Bytes that a frame looks back over; 0 where the header is not whole. */
function windowOf(frame: Buffer): number {
  const descriptor = frame[4];
  if (descriptor === undefined || frame.length < 18) return 0;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  if (!isSingleSegment) {
    const byte = frame[5]!;
    const base = 2 ** (10 + (byte >> 3));
    return base + (base / 8) * (byte & 7);
  }
  const position = 5 + [0, 1, 2, 4][descriptor & 3]!;
  switch (descriptor >> 6) {
    case 0:
      return frame[position]!;
    case 1:
      return frame.readUInt16LE(position) + 256;
    case 2:
      return frame.readUInt32LE(position);
    default:
      return Number(frame.readBigUInt64LE(position));
  }
}
