import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';

/** Everything on a file descriptor, however slowly it comes. */
export function readAll(descriptor: number): Buffer {
  let buffer = Buffer.allocUnsafe(1 << 16);
  let length = 0;
  for (;;) {
    const count = patiently(() => readSync(descriptor, buffer, length, buffer.length - length, null));
    if (count === 0) return buffer.subarray(0, length);
    length += count;
    if (length === buffer.length) {
      const larger = Buffer.allocUnsafe(length * 2);
      buffer.copy(larger);
      buffer = larger;
    }
  }
}

/** The next line of a terminal, without its line break; undefined where the user ended the input. */
export function readLine(descriptor: number): string | undefined {
  const byte = Buffer.alloc(1);
  const bytes: number[] = [];
  for (;;) {
    if (patiently(() => readSync(descriptor, byte, 0, 1, null)) === 0)
      return bytes.length === 0 ? undefined : Buffer.from(bytes).toString('utf8');
    if (byte[0] === 0x0a) return Buffer.from(bytes).toString('utf8').replace(/\r$/, '');
    bytes.push(byte[0]!);
  }
}

/** Bytes that are written at once. */
const CHUNK = 1 << 18;

/** Writes all of a text, or of its pieces one behind the other. @throws EPIPE where the reader has gone. */
export function writeAll(descriptor: number, text: string | Iterable<string>): void {
  const pieces = typeof text === 'string' ? [text] : text;
  const chunk = Buffer.allocUnsafe(CHUNK);
  let filled = 0;
  const flush = () => {
    writeBytes(descriptor, chunk.subarray(0, filled));
    filled = 0;
  };
  for (const piece of pieces) {
    // A UTF-16 code unit takes three bytes at most.
    if (piece.length * 3 <= CHUNK) {
      if (piece.length * 3 > CHUNK - filled) flush();
      filled += chunk.write(piece, filled, 'utf8');
    } else {
      flush();
      writeBytes(descriptor, Buffer.from(piece, 'utf8'));
    }
  }
  flush();
}

function writeBytes(descriptor: number, bytes: Uint8Array): void {
  let position = 0;
  while (position < bytes.length) {
    position += patiently(() => writeSync(descriptor, bytes, position, bytes.length - position));
  }
}

/** The descriptors that are terminals. `node:tty` brings much of Node along, so it is asked only about what may be one. */
export async function terminalsAmong(descriptors: readonly number[]): Promise<ReadonlySet<number>> {
  const devices = descriptors.filter(isCharacterDevice);
  if (devices.length === 0) return new Set();
  const { isatty } = await import('node:tty');
  return new Set(devices.filter((descriptor) => isatty(descriptor)));
}

function isCharacterDevice(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch {
    return false; // It is closed.
  }
}

/** Writes to the user's terminal, whatever stdout and stderr are; false where there is none. */
export function writeToTerminal(text: string): boolean {
  let terminal: number;
  try {
    terminal = openSync('/dev/tty', 'w');
  } catch {
    return false;
  }
  try {
    writeAll(terminal, text);
    return true;
  } catch {
    return false;
  } finally {
    closeSync(terminal);
  }
}

/** Repeats a call on a non-blocking descriptor until it gets through; at its end Windows says EOF. */
function patiently(call: () => number): number {
  for (;;) {
    try {
      return call();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
