import { RequestError } from '../../http/request-error.ts';

/** Largest window that fzstd unpacks correctly: 32 MiB. Image builders use up to 8 MiB. */
const LARGEST_WINDOW = 2 ** 25;

/** @throws RequestError if a zstd frame has a larger window than is supported (RFC 8878, 3.1.1.1). */
export function refuseLargeWindow(frame: Buffer): void {
  const window = windowOf(frame);
  if (window > LARGEST_WINDOW) {
    throw new RequestError(
      'image-layer-unreadable',
      `its zstd data has a window of ${Math.ceil(window / 2 ** 20)} MiB, more than the maximum of ${LARGEST_WINDOW / 2 ** 20} MiB; use --compressed-only`,
    );
  }
}

/** Returns the window size of a frame in bytes; 0 if the header is incomplete. */
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
