import type { Stop } from '../../util/stop.ts';

/** Signals by which users and systems end a program, and the exit codes that shells give them. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** See {@link Terminal.stoppable}. */
export async function withSignals(work: (stop: Stop) => Promise<void>): Promise<number | undefined> {
  let code: number | undefined;
  let other: ((signal: NodeJS.Signals) => void) | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (code !== undefined && !other) process.exit(code);
    code ??= SIGNALS[signal as keyof typeof SIGNALS];
    other?.(signal);
  };
  for (const signal of Object.keys(SIGNALS)) process.on(signal, onSignal);
  try {
    await work({
      get code() {
        return code;
      },
      handTo(take) {
        other = take;
      },
    });
    return code;
  } finally {
    for (const signal of Object.keys(SIGNALS)) process.off(signal, onSignal);
  }
}
