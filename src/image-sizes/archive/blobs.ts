import { createReadStream, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PreparationError } from '../../util/errors.ts';
import { systemReason } from '../../util/system-error.ts';
import { indexTar, readEntry } from './tar.ts';

/** Files of a folder or of a tar archive. */
export interface ArchiveBlobs {
  /** The folder or archive. */
  name: string;
  has(path: string): boolean;
  /** Size of a file in bytes; 0 if it is missing. */
  sizeOf(path: string): number;
  stream(path: string): AsyncIterable<Buffer>;
}

/** @throws PreparationError if the path is neither a folder nor a tar archive. */
export function openStored(path: string): ArchiveBlobs {
  try {
    return statSync(path).isDirectory() ? inFolder(path) : inArchive(path);
  } catch (error) {
    if (error instanceof PreparationError) throw error;
    throw new PreparationError(
      'file-unreadable',
      `--archive: ${path} cannot be read: ${systemReason(error)}`,
    );
  }
}

function inFolder(folder: string): ArchiveBlobs {
  return {
    name: folder,
    has: (path) => existsSync(join(folder, path)),
    sizeOf: (path) => statSync(join(folder, path), { throwIfNoEntry: false })?.size ?? 0,
    stream: (path) => createReadStream(join(folder, path)),
  };
}

function inArchive(archive: string): ArchiveBlobs {
  const entries = indexTar(archive);
  return {
    name: archive,
    has: (path) => entries.has(path),
    sizeOf: (path) => entries.get(path)?.size ?? 0,
    stream: (path) => readEntry(archive, entries.get(path)!),
  };
}

/** Reads a small file completely. @throws PreparationError if it is missing or larger than `limit` bytes. */
export async function readStored(files: ArchiveBlobs, path: string, limit: number): Promise<Buffer> {
  if (!files.has(path))
    throw new PreparationError('archive-invalid', `--archive: ${path} is missing in ${files.name}`);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of files.stream(path)) {
    length += chunk.length;
    if (length > limit)
      throw new PreparationError(
        'archive-invalid',
        `--archive: ${path} in ${files.name} is larger than ${limit >> 20} MiB`,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
