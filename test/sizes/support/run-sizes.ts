import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readArguments } from '../../../src/commands/arguments.ts';
import { sizesCommand } from '../../../src/commands/sizes.ts';
import type { Terminal } from '../../../src/commands/terminal.ts';
import { PreparationError } from '../../../src/errors.ts';
import { sourceText } from '../../../src/yaml/source-text.ts';

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
  /** What the program waited for, in ms, without really waiting. */
  waits: number[];
}

export interface RunOptions {
  input?: string;
  environment?: Record<string, string>;
  /** True: messages go to a terminal. */
  interactive?: boolean;
}

/** A new folder, for files and for the home of a user without credentials. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'sizes-'));
}

/** Runs `sizes` in this process; the user's own credentials and cache are not seen. */
export async function runSizes(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const ran: Ran = { code: 2, stdout: '', stderr: '', waits: [] };
  const environment = { HOME: newFolder(), PATH: process.env.PATH, ...options.environment };
  const terminal: Terminal = {
    environment,
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
    ran.code = await sizesCommand(readArguments(['sizes', ...args], environment), terminal, async (wait) => {
      ran.waits.push(wait);
    });
  } catch (error) {
    if (!(error instanceof PreparationError)) throw error;
    ran.stderr += `${error.message}\n`;
  }
  return ran;
}
