import type { Piece } from '../edit/pieces.ts';
import type { Stop } from '../stoppable.ts';
import type { SourceText } from '../yaml/source-text.ts';

/** Where texts go: stdout, stderr, or past both to the user's terminal. */
export type Stream = 'output' | 'messages' | 'user';

/** What a command is given of the process; `src/process-terminal.ts` makes it. */
export interface Terminal {
  environment: Readonly<Record<string, string | undefined>>;
  /** Everything on stdin. @throws PreparationError where stdin is a terminal. */
  readInput(): SourceText;
  /** A text, or its pieces. */
  writeOutput(text: string | Iterable<Piece>): void;
  writeMessage(text: string): void;
  /** Writes past stdout and stderr to the terminal that the user sits at, where there is one. */
  writeToUser(text: string): void;
  /** True where what goes to stderr is a terminal, so that a line can be written over. */
  interactive: boolean;
  /** True where what goes to stdout, to stderr, or past them to the user, may have colours. */
  colours: Readonly<Record<Stream, boolean>>;
  /** Columns of the terminal that stdout, or stderr, is, undefined where it is none; and of the one past them. */
  columns: Readonly<Record<Stream, number | undefined>>;
  /**
   * Runs work that can be stopped between two steps: `stop` tells whether the user asked for it, by Ctrl-C or a signal. A second
   * one ends the process at once. Gives the exit code that says so, or undefined.
   */
  stoppable(work: (stop: Stop) => Promise<void>): Promise<number | undefined>;
  /** Asks the user at the terminal; undefined where there is none. */
  ask(question: string): string | undefined;
}
