import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { PreparationError } from '../../util/errors.ts';

/** Position of a file's content in an archive. */
export interface TarEntry {
  offset: number;
  size: number;
}

const BLOCK = 512;
const MAX_ENTRIES = 100_000;
const MAX_EXTENSION = 1 << 20;

/**
 * Returns the files of a tar archive by name, with links resolved (POSIX pax; GNU tar for long names). Reads only headers.
 * @throws PreparationError if the file is not a tar archive.
 */
export function indexTar(path: string): Map<string, TarEntry> {
  const descriptor = openSync(path, 'r');
  try {
    const files = new Map<string, TarEntry>();
    const links = new Map<string, string>();
    let extended: Record<string, string> = {};
    let position = 0;
    for (let count = 0; count < MAX_ENTRIES; count++) {
      const header = read(descriptor, position, BLOCK);
      if (header.length < BLOCK || header.every((byte) => byte === 0)) break;
      if (!isHeader(header))
        throw new PreparationError(
          'archive-invalid',
          `${path} is not a tar archive; if it is compressed, decompress it first`,
        );
      const type = String.fromCharCode(header[156]!);
      const size = extended.size === undefined ? sizeIn(header) : Number(extended.size);
      const offset = position + BLOCK;
      position = offset + Math.ceil(size / BLOCK) * BLOCK;
      if (!Number.isSafeInteger(position))
        throw new PreparationError('archive-invalid', `${path} is damaged: a file in it has an invalid size`);
      if ((type === 'x' || type === 'L') && size <= MAX_EXTENSION) {
        const content = read(descriptor, offset, size).toString('utf8');
        extended =
          type === 'x' ? { ...extended, ...records(content) } : { ...extended, path: untilNull(content) };
        continue;
      }
      if (type === 'g') continue;
      const name = normalize(extended.path ?? nameIn(header));
      const target = extended.linkpath ?? text(header, 157, 100);
      if (type === '0' || type === '\0') files.set(name, { offset, size });
      else if (type === '1') links.set(name, normalize(target));
      else if (type === '2') links.set(name, normalize(`${name}/../${target}`));
      extended = {};
    }
    for (const [name, target] of links) {
      const file = files.get(target);
      if (file) files.set(name, file);
    }
    return files;
  } finally {
    closeSync(descriptor);
  }
}

/** Reads the content of a file in the archive. */
export function readEntry(path: string, { offset, size }: TarEntry): AsyncIterable<Buffer> {
  return size === 0 ? none() : createReadStream(path, { start: offset, end: offset + size - 1 });
}

async function* none(): AsyncGenerator<Buffer> {}

function read(descriptor: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(descriptor, buffer, 0, length, position));
}

/** Sums the bytes, counting those of the checksum field as spaces (POSIX pax, ustar header). */
function isHeader(header: Buffer): boolean {
  const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
  return Number.parseInt(text(header, 148, 8).trim(), 8) === sum;
}

/** Parses octal digits, or for large files a number in base 256 (GNU tar). */
function sizeIn(header: Buffer): number {
  if ((header[124]! & 0x80) === 0) return Number.parseInt(text(header, 124, 12).trim() || '0', 8);
  return Number(header.readBigUInt64BE(128));
}

function nameIn(header: Buffer): string {
  const prefix = header.toString('latin1', 257, 262) === 'ustar' ? text(header, 345, 155) : '';
  return prefix === '' ? text(header, 0, 100) : `${prefix}/${text(header, 0, 100)}`;
}

function text(header: Buffer, start: number, length: number): string {
  return untilNull(header.toString('utf8', start, start + length));
}

function untilNull(content: string): string {
  return content.split('\0', 1)[0]!;
}

/** Parses `25 path=…` and a line break, where the number is the length of the complete record. */
function records(content: string): Record<string, string> {
  const lines = content.split('\n').map((line) => /^\d+ ([^=]+)=(.*)$/s.exec(line));
  return Object.fromEntries(lines.flatMap((found) => (found ? [[found[1]!, found[2]!]] : [])));
}

/** Removes `./`, `..` and repeated slashes. */
function normalize(name: string): string {
  const parts: string[] = [];
  for (const part of name.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
