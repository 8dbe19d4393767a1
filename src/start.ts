import { type Arguments, readArguments } from './cli/parse-args.ts';
import { prepareCommand, showToUser } from './cli/prepare.ts';
import { runAndExit } from './cli/process/exit.ts';
import { openTerminal } from './cli/process/terminal.ts';
import { PreparationError } from './util/errors.ts';

/**
 * Does what hosts ask for and knows nothing else: compiling what a run does not need takes longer than the run. Everything else,
 * wrong arguments included, is left to `main.ts`, which is then loaded in place of this.
 */
function start(): void {
  const options = argumentsOfHost();
  if (options) runAndExit(prepare(options));
  else import('./main.ts').catch(fail);
}

function argumentsOfHost(): Arguments | undefined {
  try {
    const options = readArguments(process.argv.slice(2), process.env);
    const isPlain = options.reportFile === undefined && options.generate === undefined;
    return isPlain && (options.command === 'krm' || options.command === 'post-render') ? options : undefined;
  } catch {
    return undefined;
  }
}

/** Part of the program is not there, as where only one of its files was copied. */
function fail({ message }: Error): void {
  runAndExit(
    Promise.reject(new PreparationError('program-incomplete', `the program is not complete: ${message}`)),
  );
}

async function prepare(options: Arguments): Promise<number> {
  const terminal = await openTerminal();
  try {
    return await prepareCommand(options, terminal);
  } catch (error) {
    showToUser(error, options.quiet, terminal);
    throw error;
  }
}

start();
