import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { LONGEST_TEXT, tooLong } from '../../util/longest-text.ts';
import type { Chunk } from '../../yaml/edit/chunks.ts';

/** Bytes to read at a time from a pipe. */
const PIPE_CHUNK = 1 << 16;

/** Bytes in UTF-16 of the longest text that can be read. A stream without an end must not take all memory. */
const LONGEST = 2 * LONGEST_TEXT;

/** Reads a file descriptor to its end. The buffer of the result has at least one zero byte after it, for parsers. */
export function readAll(descriptor: number): Buffer {
  // A file reports its size, so one read is enough.
  const size = sizeOf(descriptor);
  if (size > LONGEST) throw tooLong(size, 'the input has');
  let buffer = Buffer.allocUnsafeSlow(size + PIPE_CHUNK);
  let length = 0;
  for (;;) {
    const count = patiently(() => readSync(descriptor, buffer, length, buffer.length - length, null));
    if (count === 0) break;
    length += count;
    if (length > LONGEST) throw tooLong(length, 'the input has more than');
    if (buffer.length - length < PIPE_CHUNK) {
      const larger = Buffer.allocUnsafeSlow(buffer.length * 2);
      buffer.copy(larger, 0, 0, length);
      buffer = larger;
    }
  }
  buffer[length] = 0;
  return buffer.subarray(0, length);
}

function sizeOf(descriptor: number): number {
  try {
    return fstatSync(descriptor).size;
  } catch {
    return 0; // Closed: reading reports the error.
  }
}

/** Reads a line from a terminal, without its line break; undefined at the end of the input. */
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

/** Bytes to write at a time. */
const CHUNK = 1 << 18;

/** Writes a text, or its chunks in order. @throws EPIPE if the reader has closed the pipe. */
export function writeAll(descriptor: number, text: string | Iterable<Chunk>): void {
  const chunk = Buffer.allocUnsafe(CHUNK);
  let filled = 0;
  const flush = () => {
    writeBytes(descriptor, chunk.subarray(0, filled));
    filled = 0;
  };
  for (const piece of typeof text === 'string' ? [text] : text) {
    const isText = typeof piece === 'string';
    // A UTF-16 code unit takes three bytes at most.
    const most = isText ? piece.length * 3 : piece.length;
    if (most > CHUNK - filled) flush();
    if (most > CHUNK) {
      writeBytes(descriptor, isText ? Buffer.from(piece, 'utf8') : piece);
    } else if (isText) {
      filled += chunk.write(piece, filled, 'utf8');
    } else {
      chunk.set(piece, filled);
      filled += piece.length;
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

/** Returns the descriptors that are terminals. `node:tty` is slow to load, so it checks only those that may be one. */
export async function terminalsAmong(descriptors: readonly number[]): Promise<ReadonlySet<number>> {
  const devices = descriptors.filter(mayBeTerminal);
  if (devices.length === 0) return new Set();
  const { isatty } = await import('node:tty');
  return new Set(devices.filter((descriptor) => isatty(descriptor)));
}

/** Major number of memory devices, including /dev/null (Linux, devices.txt). */
const MEMORY_DEVICES = 1;

function mayBeTerminal(descriptor: number): boolean {
  try {
    const status = fstatSync(descriptor);
    const isMemory = process.platform === 'linux' && status.rdev >> 8 === MEMORY_DEVICES;
    return status.isCharacterDevice() && !isMemory;
  } catch {
    return false; // Closed.
  }
}

/** Writes to /dev/tty, independent of stdout and stderr; false if it is not available. */
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

/** Repeats a call on a non-blocking descriptor until it succeeds. Windows reports the end as EOF. */
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
