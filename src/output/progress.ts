/** Tells the user at a terminal how far a long run is. */
export interface Progress {
  /** What is under way: `writing 120 of 4000 files`. */
  show(state: string): void;
  /** Leaves the terminal as it was. */
  end(): void;
}

/** Runs that are over sooner say nothing, in ms. */
const PATIENCE = 1000;
/** The terminal is written to no more often than this, in ms. */
const INTERVAL = 100;
const CLEAR = '\r\u001B[K';

/** One line that is written over and over, as soon as the run has taken a second. */
export function progressLine(write: (text: string) => void, now: () => number): Progress {
  const start = now();
  let last = start + PATIENCE - INTERVAL;
  let isShown = false;
  return {
    show(state) {
      if (now() - last < INTERVAL) return;
      last = now();
      isShown = true;
      write(`${CLEAR}${state}`);
    },
    end() {
      if (isShown) write(CLEAR);
      isShown = false;
    },
  };
}

export const silentProgress: Progress = { show() {}, end() {} };
