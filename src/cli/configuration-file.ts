import { readFileSync } from 'node:fs';
import { isConfigurationForm } from '../config/document.ts';
import { PreparationError, reworded } from '../util/errors.ts';
import type { Json } from '../util/json.ts';
import { systemReason } from '../util/system-error.ts';
import { decode } from '../yaml/decode.ts';
import { loadYaml } from '../yaml/load.ts';
import type { Arguments } from './parse-args.ts';
import { adviceForPath } from './path-advice.ts';

/**
 * Reads the configuration file of a run; undefined without one.
 * @throws PreparationError if it cannot be read, or if a word in place of a command is not a configuration.
 */
export function readConfiguration({
  config,
  configOrigin,
}: Pick<Arguments, 'config' | 'configOrigin'>): Json | undefined {
  if (config === undefined) return undefined;
  if (configOrigin !== 'word') return readYamlFile(config);
  let document: Json;
  try {
    document = readYamlFile(config);
  } catch (error) {
    throw reworded(error, (message) => `${message}\n${adviceForPath(config)}`);
  }
  if (!isConfigurationForm(document))
    throw new PreparationError('usage-unknown-command', adviceForPath(config));
  return document;
}

/** Reads a YAML or JSON file as data. @throws PreparationError that names the file if it cannot be read. */
export function readYamlFile(file: string): Json {
  try {
    return loadYaml(decode(readFile(file)));
  } catch (error) {
    throw reworded(error, (message) => `${file}: ${message}`);
  }
}

/** Reads a file. @throws PreparationError with the reason of the system. */
export function readFile(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new PreparationError('file-unreadable', `cannot be read: ${systemReason(error)}`);
  }
}
