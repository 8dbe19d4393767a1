/** The state of signals (Ctrl-C and others) for work that can be stopped. */
export interface Stop {
  /** Exit code of the signal that asked the program to end; undefined if none did. */
  readonly code: number | undefined;
  /** Passes signals to `take` while a child process does the work, so that the child ends and not this process. */
  handTo(take: ((signal: NodeJS.Signals) => void) | undefined): void;
}
