import { once } from 'node:events';
import { createGunzip } from 'node:zlib';
import { Decompress } from 'fzstd';
import { RequestError } from './errors.ts';
import { refuseLargeWindow } from './zstd-window.ts';

/** Takes the bytes of a layer and hands on what they unpack to. */
export interface Unpacker {
  write(chunk: Buffer): Promise<void>;
  end(): Promise<void>;
}

type Sink = (bytes: Uint8Array) => void;

/** The unpacker for a layer that begins so; like container runtimes it goes by the bytes, not by the media type. */
export function unpackerFor(start: Buffer, sink: Sink): Unpacker {
  if (start[0] === 0x1f && start[1] === 0x8b) return gzip(sink);
  if (start.length >= 4 && start.readUInt32LE(0) === 0xfd2fb528) return zstd(start, sink);
  return { write: async (chunk) => sink(chunk), end: async () => {} };
}

function gzip(sink: Sink): Unpacker {
  const stream = createGunzip({ chunkSize: 64 * 1024 });
  stream.on('data', sink);
  const done = once(stream, 'end').catch((error: NodeJS.ErrnoException) => {
    throw new RequestError(`its gzip data are damaged (${error.code})`);
  });
  // Told by whoever waits for it.
  done.catch(() => {});
  return {
    async write(chunk) {
      if (stream.destroyed) await done;
      if (!stream.write(chunk)) await Promise.race([once(stream, 'drain').catch(() => {}), done]);
    },
    async end() {
      stream.end();
      await done;
    },
  };
}

/** Pieces that are not too small for the reader, which keeps an unfinished block and copies it every time. */
const PIECE = 64 * 1024;

/** Node before 22.15 has no zstd of its own. */
function zstd(start: Buffer, sink: Sink): Unpacker {
  refuseLargeWindow(start);
  const reader = new Decompress((bytes) => sink(bytes));
  let waiting: Buffer[] = [];
  let length = 0;
  const push = (isLast: boolean) => {
    try {
      reader.push(Buffer.concat(waiting), isLast);
    } catch (error) {
      throw new RequestError(`its zstd data are damaged (${(error as Error).message})`);
    }
    waiting = [];
    length = 0;
  };
  return {
    async write(chunk) {
      waiting.push(chunk);
      length += chunk.length;
      if (length >= PIECE) push(false);
    },
    async end() {
      push(true);
    },
  };
}
