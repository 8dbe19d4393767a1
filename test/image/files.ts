import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from './engine.ts';

export interface ImageFile {
  path: string;
  /** Permission bits. */
  mode: number;
  /** Number of the user. */
  owner: number;
  /** Bytes. */
  size: number;
  /** Of the content, in hexadecimal digits. */
  sha256: string;
}

/** The regular files of an image, as an engine unpacks them, by path. */
export function filesOf(engine: Engine, image: string): ImageFile[] {
  // The command is never run; a container of an image without a command needs one.
  const container = engine.podman(['create', image, 'none']).toString().trim();
  const archive = join(engine.folder, 'image.tar');
  try {
    engine.podman(['export', '--output', archive, container]);
    return regularFiles(readFileSync(archive));
  } finally {
    engine.podman(['rm', container]);
  }
}

/** Reads a tar archive: POSIX ustar headers, which are enough for paths under 256 characters. */
function regularFiles(tar: Buffer): ImageFile[] {
  const files: ImageFile[] = [];
  for (let offset = 0; offset < tar.length && tar[offset] !== 0; ) {
    const text = (start: number, end: number): string =>
      tar.toString('utf8', offset + start, offset + end).replace(/\0.*$/s, '');
    const octal = (start: number, end: number): number => Number.parseInt(text(start, end), 8);
    const size = octal(124, 136);
    const type = text(156, 157);
    if (type === '0' || type === '') {
      const path = [text(345, 500), text(0, 100)].filter(Boolean).join('/');
      const content = tar.subarray(offset + 512, offset + 512 + size);
      const sha256 = createHash('sha256').update(content).digest('hex');
      files.push({ path, mode: octal(100, 108) & 0o7777, owner: octal(108, 116), size, sha256 });
    }
    offset += 512 + Math.ceil(size / 512) * 512;
  }
  return files.sort((left, right) => (left.path < right.path ? -1 : 1));
}
