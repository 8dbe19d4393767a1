import { dirname, resolve } from 'node:path';
import type { ReadObjectFile } from '../../config/own-object.ts';
import { reworded } from '../../util/errors.ts';
import { readYamlFile } from '../configuration-file.ts';

/** Reads files of image sizes, relative to `configurationFile`. */
export function readSizesFileNear(configurationFile: string | undefined): ReadObjectFile {
  return readNear(configurationFile, 'images.sizesFrom', 'prepare-contrast sizes PATH…');
}

/** Reads files of measured memory, relative to `configurationFile`. */
export function readUsageFileNear(configurationFile: string | undefined): ReadObjectFile {
  return readNear(configurationFile, 'memory.usageFrom', 'prepare-contrast usage PATH… --prometheus URL');
}

function readNear(configurationFile: string | undefined, setting: string, command: string): ReadObjectFile {
  return (file, givenBy) => {
    const path = ownFilePath(file, givenBy, configurationFile);
    try {
      return { source: file, document: readYamlFile(path) };
    } catch (error) {
      throw reworded(
        error,
        (message) => `${setting}: ${message}; ${command} --output ${file} writes this file`,
      );
    }
  };
}

/** The path of the file in `images.sizesFrom` or `memory.usageFrom`. */
export function ownFilePath(
  file: string,
  givenBy: 'document' | 'flag',
  configurationFile: string | undefined,
): string {
  return givenBy === 'document' && configurationFile !== undefined
    ? resolve(dirname(configurationFile), file)
    : file;
}
