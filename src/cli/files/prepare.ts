import { type Observer, observers } from '../../engine/inspect-workload.ts';
import { forStream } from '../../files/output-stream.ts';
import { type PreparedFiles, prepareAsOneStream } from '../../files/prepare-files.ts';
import type { Progress } from '../../util/progress.ts';
import type { Arguments } from '../parse-args.ts';
import type { ReportFile } from '../report-file.ts';
import { runOptionsOf } from '../run-options.ts';
import type { Terminal } from '../terminal.ts';
import type { FilesInput } from './input.ts';
import type { FilesOptions } from './options.ts';

/**
 * Prepares all files in one run, and writes the report.
 * @throws PreparationError if the configuration is invalid or the report cannot be written.
 */
export function prepareFiles(
  { destination }: FilesOptions,
  input: FilesInput,
  given: Arguments,
  terminal: Terminal,
  progress: Progress,
  report: ReportFile | undefined,
): PreparedFiles {
  const observe = () => observers([counting(progress), ...(report ? [report.observe()] : [])]);
  const together = prepareAsOneStream(input.files, runOptionsOf(given, terminal), observe);
  const prepared = destination.kind === 'stdout' ? forStream(together) : together;
  report?.write(prepared.answer, prepared.sources, [...input.problems, ...prepared.broken]);
  return prepared;
}

function counting(progress: Progress): Observer {
  let count = 0;
  return {
    before() {},
    after: () => progress.show(`preparing workload ${++count}`),
  };
}
