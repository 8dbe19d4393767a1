import { readArguments } from './commands/arguments.ts';
import { prepareCommand } from './commands/prepare.ts';
import type { Terminal } from './commands/terminal.ts';
import { compileLess } from './compile-less.ts';
import { decodeSource } from './decode.ts';
import { PreparationError } from './errors.ts';
import { readAll, readLine, terminalsAmong, writeAll, writeToTerminal } from './io.ts';
import { version } from './version.ts';

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
/** Of a terminal that does not say. */
const DEFAULT_COLUMNS = 80;

async function openTerminal(): Promise<Terminal> {
  const terminals = await terminalsAmong([STDIN, STDOUT, STDERR]);
  // https://no-color.org: any value but the empty one turns colours off.
  const wantsColours = !process.env.NO_COLOR;
  return {
    environment: process.env,
    readInput() {
      if (terminals.has(STDIN)) {
        throw new PreparationError(
          'there is no input: pipe a ResourceList, manifests or the output of helm template into prepare-contrast. See --help',
        );
      }
      const bytes = readAll(STDIN);
      compileLess(bytes.length);
      return decodeSource(bytes);
    },
    writeOutput: (text) => writeAll(STDOUT, text),
    writeMessage: (text) => writeAll(STDERR, text),
    writeToUser: (text) => writeToTerminal(text),
    interactive: terminals.has(STDERR),
    colours: {
      output: wantsColours && terminals.has(STDOUT),
      messages: wantsColours && terminals.has(STDERR),
    },
    columns: {
      get output() {
        return terminals.has(STDOUT) ? process.stdout.columns || DEFAULT_COLUMNS : undefined;
      },
      get messages() {
        return terminals.has(STDERR) ? process.stderr.columns || DEFAULT_COLUMNS : undefined;
      },
    },
    stoppable: async (work) => (await import('./stoppable.ts')).stoppable(work),
    ask(question) {
      if (!terminals.has(STDIN) || !terminals.has(STDERR)) return undefined;
      writeAll(STDERR, question);
      return readLine(STDIN);
    },
  };
}

/** Gives the exit code: 0 good, 1 an error stands, 2 (thrown) there is no answer. Commands that hosts do not call are loaded on demand. */
async function main(): Promise<number> {
  const options = readArguments(process.argv.slice(2), process.env);
  const terminal = await openTerminal();
  switch (options.command) {
    case 'check':
      return (await import('./commands/check.ts')).checkCommand(options, terminal);
    case 'explain':
      return (await import('./commands/explain.ts')).explainCommand(options, terminal);
    case 'files':
      return (await import('./commands/files.ts')).filesCommand(options, terminal);
    case 'init':
      return (await import('./commands/init.ts')).initCommand(options, terminal);
    case 'completion':
      return (await import('./commands/completion.ts')).completionCommand(options, terminal);
    case 'policy':
      return (await import('./commands/policy.ts')).policyCommand(options, terminal);
    case 'sizes':
      return (await import('./commands/sizes.ts')).sizesCommand(options, terminal);
    case 'help':
      terminal.writeOutput((await import('./commands/help.ts')).help());
      return 0;
    case 'version':
      terminal.writeOutput(`${version}\n`);
      return 0;
    default:
      return prepareCommand(options, terminal);
  }
}

function describe(error: unknown): string {
  if (error instanceof PreparationError) return `prepare-contrast: error: ${error.message}\n`;
  const { stack, message } = error as Error;
  return `prepare-contrast: internal error: ${stack ?? message}\nNothing was written. Please report this together with the input.\n`;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.exitCode = error instanceof PreparationError ? error.exitCode : 2;
    // Where whoever reads the output has gone, there is nobody left to tell.
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') writeAll(STDERR, describe(error));
  },
);
