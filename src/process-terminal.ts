import type { Terminal } from './commands/terminal.ts';
import { compileLess } from './compile-less.ts';
import { decodeSource } from './decode.ts';
import { PreparationError } from './errors.ts';
import { readAll, readLine, terminalsAmong, writeAll, writeToTerminal } from './io.ts';
import { stoppable } from './stoppable.ts';

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
/** Of a terminal that does not say. */
const DEFAULT_COLUMNS = 80;

/** The terminal that the process itself has. */
export async function openTerminal(): Promise<Terminal> {
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
      user: wantsColours,
    },
    columns: {
      get output() {
        return terminals.has(STDOUT) ? process.stdout.columns || DEFAULT_COLUMNS : undefined;
      },
      get messages() {
        return terminals.has(STDERR) ? process.stderr.columns || DEFAULT_COLUMNS : undefined;
      },
      // Asking it would take another part of Node, and what is told there is short.
      user: DEFAULT_COLUMNS,
    },
    stoppable,
    ask(question) {
      if (!terminals.has(STDIN) || !terminals.has(STDERR)) return undefined;
      writeAll(STDERR, question);
      return readLine(STDIN);
    },
  };
}
