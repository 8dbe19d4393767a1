import { once } from 'node:events';
import { createGunzip } from 'node:zlib';
import { Decompress } from 'fzstd';
import { RequestError } from '../../http/request-error.ts';
import { refuseLargeWindow } from './zstd-window.ts';

/** Receives the bytes of a layer and passes on the unpacked bytes. Errors of the sink end it and are thrown. */
export interface Unpacker {
  write(chunk: Buffer): Promise<void>;
  end(): Promise<void>;
}

type Sink = (bytes: Uint8Array) => void;

/** Returns the unpacker for a layer with this start. Like container runtimes it checks the bytes, not the media type. */
export function unpackerFor(start: Buffer, sink: Sink): Unpacker {
  if (start[0] === 0x1f && start[1] === 0x8b) return gzip(sink);
  if (start.length >= 4 && start.readUInt32LE(0) === 0xfd2fb528) return zstd(start, sink);
  return { write: async (chunk) => sink(chunk), end: async () => {} };
}

/** Returns the error for invalid data; an error of the sink is returned unchanged. */
function damaged(compression: string, error: Error, reason: string | undefined): RequestError {
  if (error instanceof RequestError) return error;
  return new RequestError('image-layer-unreadable', `its ${compression} data is damaged (${reason})`);
}

function gzip(sink: Sink): Unpacker {
  const stream = createGunzip({ chunkSize: 64 * 1024 });
  stream.on('data', (bytes: Buffer) => {
    try {
      sink(bytes);
    } catch (error) {
      // An error that an event handler throws would end the process.
      stream.destroy(error as Error);
    }
  });
  const done = once(stream, 'end').catch((error: NodeJS.ErrnoException) => {
    throw damaged('gzip', error, error.code);
  });
  // Reported by the code that awaits it.
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

/** Combines small chunks, because the reader copies an unfinished block for every chunk. */
const PIECE = 64 * 1024;

/** Node before 22.15 does not include zstd. */
function zstd(start: Buffer, sink: Sink): Unpacker {
  refuseLargeWindow(start);
  const reader = new Decompress((bytes) => sink(bytes));
  let waiting: Buffer[] = [];
  let length = 0;
  const push = (isLast: boolean) => {
    try {
      reader.push(Buffer.concat(waiting), isLast);
    } catch (error) {
      throw damaged('zstd', error as Error, (error as Error).message);
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
