import { PreparationError } from './errors.ts';
import { writeAll } from './io.ts';
import { printableLines } from './output/wrap.ts';

const STDERR = 2;

/** Ends the process when a command has ended: with its exit code (0 good, 1 an error stands), or where there is no answer with what it threw. */
export function conclude(command: Promise<number>): void {
  command.then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      process.exitCode = error instanceof PreparationError ? error.exitCode : 2;
      // Where whoever reads the output has gone, there is nobody left to tell.
      if ((error as NodeJS.ErrnoException).code !== 'EPIPE')
        writeAll(STDERR, printableLines(describe(error)));
    },
  );
}

function describe(error: unknown): string {
  if (error instanceof PreparationError) return `prepare-contrast: error: ${error.message}\n`;
  const { stack, message } = error as Error;
  return `prepare-contrast: internal error: ${stack ?? message}\nNothing was written. Please report this together with the input.\n`;
}
