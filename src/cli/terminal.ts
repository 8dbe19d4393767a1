import type { Stop } from '../util/stop.ts';
import type { Chunk } from '../yaml/edit/chunks.ts';
import type { SourceText } from '../yaml/source.ts';

/** stdout, stderr, or /dev/tty. */
export type OutputStream = 'output' | 'messages' | 'user';

/** The process as commands see it; `src/cli/process/terminal.ts` implements it. */
export interface Terminal {
  environment: Readonly<Record<string, string | undefined>>;
  /** Reads stdin. @throws PreparationError if stdin is a terminal. */
  readInput(): SourceText;
  /** Writes a text, or its chunks, to stdout. */
  writeOutput(text: string | Iterable<Chunk>): void;
  writeMessage(text: string): void;
  /** Writes to /dev/tty, if available. */
  writeToUser(text: string): void;
  /** True if stderr is a terminal, so that a line can be overwritten. */
  interactive: boolean;
  /** Whether the stream shows colors. */
  colours: Readonly<Record<OutputStream, boolean>>;
  /** Terminal width in columns; undefined if the stream is not a TTY. */
  columns: Readonly<Record<OutputStream, number | undefined>>;
  /**
   * Runs work that can stop between two steps: `stop.code` is set after Ctrl-C or a signal. A second signal ends the process at
   * once. Returns the exit code of the signal, or undefined.
   */
  stoppable(work: (stop: Stop) => Promise<void>): Promise<number | undefined>;
  /** Asks the user at the terminal; undefined without a terminal. */
  ask(question: string): string | undefined;
}
