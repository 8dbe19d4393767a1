import { type Arguments, readArguments } from './commands/arguments.ts';
import { prepareCommand } from './commands/prepare.ts';
import { conclude } from './conclude.ts';
import { PreparationError } from './errors.ts';
import { openTerminal } from './process-terminal.ts';

/**
 * Does what hosts ask for and knows nothing else: compiling what a run does not need takes longer than the run. Everything else,
 * wrong arguments included, is left to `main.ts`, which is then loaded in place of this.
 */
function start(): void {
  const options = argumentsOfHost();
  if (options) conclude(prepare(options));
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
  conclude(Promise.reject(new PreparationError(`the program is not complete: ${message}`)));
}

async function prepare(options: Arguments): Promise<number> {
  return prepareCommand(options, await openTerminal());
}

start();
