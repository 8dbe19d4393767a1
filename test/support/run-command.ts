import type { Terminal } from '../../src/cli/terminal.ts';
import type { ErrorCode } from '../../src/util/error-codes.ts';
import { PreparationError } from '../../src/util/errors.ts';
import { sourceText } from '../../src/yaml/source.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface Ran {
  code: number;
  /** Code of the error that ended the command. */
  error?: ErrorCode;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  input?: string;
  environment?: Record<string, string>;
  /** True: messages go to a terminal. */
  interactive?: boolean;
}

/** Runs a command in this process; the user's own credentials and cache are not seen. */
export async function runCommand(
  options: RunOptions,
  command: (terminal: Terminal) => Promise<number>,
): Promise<Ran> {
  const ran: Ran = { code: 2, stdout: '', stderr: '' };
  const home = temporaryFolder();
  const terminal: Terminal = {
    environment: { HOME: home, PATH: process.env.PATH, ...options.environment },
    readInput: () => sourceText(options.input ?? ''),
    writeOutput(text) {
      ran.stdout += text;
    },
    writeMessage(text) {
      ran.stderr += text;
    },
    writeToUser() {},
    interactive: options.interactive ?? false,
    colours: { output: false, messages: false, user: false },
    columns: { output: undefined, messages: undefined, user: undefined },
    async stoppable(work) {
      await work({ code: undefined, handTo() {} });
      return undefined;
    },
    ask: () => undefined,
  };
  try {
    ran.code = await command(terminal);
  } catch (error) {
    if (!(error instanceof PreparationError)) throw error;
    ran.error = error.code;
    ran.stderr += `${error.message}\n`;
  }
  return ran;
}
