import type { RunOptions } from '../run.ts';
import type { Arguments } from './arguments.ts';
import { readConfigurationFile } from './configuration-file.ts';
import { sizesBeside } from './sizes-beside.ts';
import type { Terminal } from './terminal.ts';

/** What the command line and the environment say of a run. @throws PreparationError where the configuration file cannot be read. */
export function runOptionsOf(options: Arguments, terminal: Terminal): RunOptions {
  const { config, assignments, problems, namespace = '' } = options;
  return {
    ...(config === undefined ? {} : { configuration: readConfigurationFile(config) }),
    readSizesFile: sizesBeside(config),
    assignments,
    problems,
    namespace,
    environment: terminal.environment,
  };
}
