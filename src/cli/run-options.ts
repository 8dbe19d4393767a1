import type { RunOptions } from '../engine/run.ts';
import { readConfiguration } from './configuration-file.ts';
import type { Arguments } from './parse-args.ts';
import { readSizesFileNear, readUsageFileNear } from './sizes/read-sizes-file.ts';
import type { Terminal } from './terminal.ts';

/** The options of a run from command line and environment. @throws PreparationError if the configuration file cannot be read. */
export function runOptionsOf(options: Arguments, terminal: Terminal): RunOptions {
  const { config, configOrigin, assignments, problems, namespace = '' } = options;
  const configuration = readConfiguration(options);
  return {
    ...(config !== undefined &&
      configuration !== undefined && {
        configuration,
        configurationFile: { name: config, isFound: configOrigin === 'found' },
      }),
    readSizesFile: readSizesFileNear(config),
    readUsageFile: readUsageFileNear(config),
    assignments,
    problems,
    namespace,
    ...(options.generate && { generateArguments: options.generate.args }),
    environment: terminal.environment,
  };
}
