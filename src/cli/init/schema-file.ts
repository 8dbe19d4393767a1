import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMA } from '../../generated/schema-text.ts';

/**
 * The file with the schema of the configuration, for editors. Hidden and without a suffix of manifests, so that no host reads it as one;
 * beside the configuration, so that editors find it without a network and in the version of the program.
 */
export const SCHEMA_FILE = '.prepare-contrast.schema';

/** Writes the schema into a folder, unless it is there. Returns true if it was written. */
export function writeSchema(folder: string): boolean {
  const file = join(folder, SCHEMA_FILE);
  if (existsSync(file)) return false;
  writeFileSync(file, `${SCHEMA}\n`, { flag: 'wx' });
  return true;
}
