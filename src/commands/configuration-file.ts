import { readFileSync } from 'node:fs';
import { decode } from '../decode.ts';
import { PreparationError } from '../errors.ts';
import type { Json } from '../json.ts';
import { systemReason } from '../system-reason.ts';
import { readYaml } from '../yaml/read-yaml.ts';

/** The configuration file as data. @throws PreparationError, naming the file, where it cannot be read. */
export function readConfigurationFile(file: string): Json {
  try {
    return readYaml(decode(readFile(file)));
  } catch (error) {
    if (error instanceof PreparationError) throw new PreparationError(`${file}: ${error.message}`);
    throw error;
  }
}

/** The bytes of a file. @throws PreparationError in the system's words. */
export function readFile(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new PreparationError(`cannot be read: ${systemReason(error)}`);
  }
}
