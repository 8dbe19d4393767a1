import { errorText, PreparationError } from '../../util/errors.ts';
import { printableLines } from '../../util/text.ts';
import { writeAll } from './io.ts';

const STDERR = 2;

/** Sets the exit code of the process to the result of a command, or prints the error that it threw. */
export function runAndExit(command: Promise<number>): void {
  command.then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      process.exitCode = error instanceof PreparationError ? error.exitCode : 2;
      // The reader of the output has closed the pipe.
      if ((error as NodeJS.ErrnoException).code !== 'EPIPE')
        writeAll(STDERR, printableLines(describe(error)));
    },
  );
}

function describe(error: unknown): string {
  if (error instanceof PreparationError) return errorText(error);
  const { stack, message } = error as Error;
  return `prepare-contrast: internal error: ${stack ?? message}\nNothing was written. Please report this with the input.\n`;
}
