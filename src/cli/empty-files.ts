import { ownObject } from '../config/document.ts';
import { IMAGE_SIZES } from '../config/image-sizes.ts';
import { MEMORY_USAGE } from '../config/memory-usage.ts';
import type { ReadObjectFile } from '../config/own-object.ts';

/** Reads the files that settings name as empty ones, for commands before which the files need not exist. */
export const EMPTY_FILES = {
  readSizesFile: emptyFile(IMAGE_SIZES.kind, 'images'),
  readUsageFile: emptyFile(MEMORY_USAGE.kind, 'workloads'),
};

function emptyFile(kind: string, list: string): ReadObjectFile {
  return (file) => ({ source: file, document: ownObject(kind, { [list]: [] }) });
}
