import { dirname, resolve } from 'node:path';
import type { ReadSizesFile } from '../config/sizes-sources.ts';
import { PreparationError } from '../errors.ts';
import { readConfigurationFile } from './configuration-file.ts';

/** Reads files of image sizes for a configuration that stands in `configurationFile`. */
export function sizesBeside(configurationFile: string | undefined): ReadSizesFile {
  return (file, givenBy) => {
    const path = sizesPath(file, givenBy, configurationFile);
    try {
      return { source: file, document: readConfigurationFile(path) };
    } catch (error) {
      if (!(error instanceof PreparationError)) throw error;
      throw new PreparationError(
        `images.sizesFrom: ${error.message}. prepare-contrast sizes PATH… --output ${file} writes it`,
      );
    }
  };
}

/** Where the file is that `images.sizesFrom` names. */
export function sizesPath(
  file: string,
  givenBy: 'document' | 'flag',
  configurationFile: string | undefined,
): string {
  return givenBy === 'document' && configurationFile !== undefined
    ? resolve(dirname(configurationFile), file)
    : file;
}
