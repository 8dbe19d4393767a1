/** Shows the state of a long run to the user at a terminal. */
export interface Progress {
  /** Shows what the program does now, such as `writing 120 of 4000 files`. */
  show(state: string): void;
  /** Clears the line. */
  end(): void;
}

/** Default time before the first state is shown, in ms. */
const DELAY = 1000;
/** Minimum time between updates of the terminal, in ms. */
const INTERVAL = 100;
const CLEAR = '\r\u001B[K';

/** Returns a progress line that is updated in place, from `delay` ms after now. */
export function progressLine(
  write: (text: string) => void,
  now: () => number,
  delay: number = DELAY,
): Progress {
  const beforeFirst = now() + delay - INTERVAL;
  let last = beforeFirst;
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
      last = beforeFirst;
    },
  };
}

export const silentProgress: Progress = { show() {}, end() {} };
