/** Signals by which users and systems end a program, and the exit codes that shells give them. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** See {@link Terminal.stoppable}. */
export async function stoppable(
  work: (stopped: () => boolean) => Promise<void>,
): Promise<number | undefined> {
  let code: number | undefined;
  const stop = (signal: NodeJS.Signals) => {
    if (code !== undefined) process.exit(code);
    code = SIGNALS[signal as keyof typeof SIGNALS];
  };
  for (const signal of Object.keys(SIGNALS)) process.on(signal, stop);
  try {
    await work(() => code !== undefined);
    return code;
  } finally {
    for (const signal of Object.keys(SIGNALS)) process.off(signal, stop);
  }
}
