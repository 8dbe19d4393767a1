import { type PreparedTogether, prepareTogether } from '../files/prepare-together.ts';
import { forStream } from '../files/stream.ts';
import { type Observer, observers } from '../inspection.ts';
import type { Progress } from '../output/progress.ts';
import type { Arguments } from './arguments.ts';
import type { FilesInput } from './files-input.ts';
import type { FilesOptions } from './files-options.ts';
import type { ReportFile } from './report-file.ts';
import { runOptionsOf } from './run-options.ts';
import type { Terminal } from './terminal.ts';

/**
 * Prepares the files together, and writes the report where one is asked for.
 * @throws PreparationError for what is wrong with the configuration, and where the report cannot be written.
 */
export function prepareFiles(
  { destination }: FilesOptions,
  input: FilesInput,
  given: Arguments,
  terminal: Terminal,
  progress: Progress,
  report: ReportFile | undefined,
): PreparedTogether {
  const together = prepareTogether(input.files, {
    ...runOptionsOf(given, terminal),
    observer: observers([counting(progress), ...(report ? [report.observer] : [])]),
  });
  const prepared = destination.kind === 'stdout' ? forStream(together) : together;
  report?.write(prepared.answer, prepared.sources, [...input.problems, ...prepared.broken]);
  return prepared;
}

function counting(progress: Progress): Observer {
  let count = 0;
  return {
    before() {},
    after: () => progress.show(`preparing workload ${++count}`),
    restart() {
      count = 0;
    },
  };
}
