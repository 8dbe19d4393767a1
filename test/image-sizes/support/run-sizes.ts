import { readArguments } from '../../../src/cli/parse-args.ts';
import { sizesCommand } from '../../../src/cli/sizes/index.ts';
import { type Ran as RanCommand, type RunOptions, runCommand } from '../../support/run-command.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

export interface Ran extends RanCommand {
  /** What the program waited for, in ms, without really waiting. */
  waits: number[];
}

/** A new folder, for files and for the home of a user without credentials. */
export function newFolder(): string {
  return temporaryFolder();
}

/** Runs `sizes` in this process; the user's own credentials and cache are not seen. */
export async function runSizes(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const waits: number[] = [];
  const ran = await runCommand(options, (terminal) =>
    sizesCommand(readArguments(['sizes', ...args], terminal.environment), terminal, async (wait) => {
      waits.push(wait);
    }),
  );
  return { ...ran, waits };
}
