import { PreparationError } from '../../util/errors.ts';
import { decodeSource } from '../../yaml/decode.ts';
import type { Terminal } from '../terminal.ts';
import { readAll, readLine, terminalsAmong, writeAll, writeToTerminal } from './io.ts';
import { withSignals } from './signals.ts';
import { setV8Flags } from './v8-flags.ts';

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
/** If the terminal does not report its width. */
const DEFAULT_COLUMNS = 80;

/** The terminal of this process. */
export async function openTerminal(): Promise<Terminal> {
  const terminals = await terminalsAmong([STDIN, STDOUT, STDERR]);
  // https://no-color.org: any non-empty value disables colors.
  const wantsColours = !process.env.NO_COLOR;
  return {
    environment: process.env,
    readInput() {
      if (terminals.has(STDIN)) {
        throw new PreparationError(
          'input-empty',
          'no input; pipe a ResourceList, manifests or the output of helm template into prepare-contrast. See --help',
        );
      }
      const bytes = readAll(STDIN);
      setV8Flags(bytes.length);
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
      // Reading it would load another part of Node; the messages there are short.
      user: DEFAULT_COLUMNS,
    },
    stoppable: withSignals,
    ask(question) {
      if (!terminals.has(STDIN) || !terminals.has(STDERR)) return undefined;
      writeAll(STDERR, question);
      return readLine(STDIN);
    },
  };
}
