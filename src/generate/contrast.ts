import { type ChildProcess, spawn } from 'node:child_process';
import { PreparationError } from '../errors.ts';
import type { Stop } from '../stoppable.ts';

export interface ContrastCall {
  /** What stands behind `contrast generate`. */
  args: readonly string[];
  /** Where it runs and keeps its own files: manifest, keys, settings, caches. */
  folder: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** Is told what the program says, as it says it. */
  tell(text: string): void;
  stop: Stop;
}

/** `contrast generate` ended with an error or was stopped; the exit code is passed on. */
export class GenerateError extends PreparationError {
  override name = 'GenerateError';
  override readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Runs the user's own `contrast`, as found on PATH. Comes back when that has ended, also where the user stops it.
 * @throws GenerateError where it fails, PreparationError where there is none.
 */
export async function runContrast({ args, folder, environment, tell, stop }: ContrastCall): Promise<void> {
  const child = spawn('contrast', ['generate', ...args], {
    cwd: folder,
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  stop.handTo(enderOf(child));
  try {
    await new Promise<void>((resolve, reject) => {
      // Its stdout holds messages as well; ours is for the manifests.
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8');
        stream.on('data', tell);
      }
      child.on('error', (error) => reject(notRun(error)));
      child.on('close', (code, signal) => (code === 0 ? resolve() : reject(failed(code, signal))));
    });
  } finally {
    stop.handTo(undefined);
  }
}

/**
 * What signals do to `contrast`. Ctrl-C goes to every program at the terminal, and one more would be taken for impatience. At the second
 * signal there is no waiting: neither for `contrast` nor for what it has started, which may hold its streams open.
 */
function enderOf(child: ChildProcess): (signal: NodeJS.Signals) => void {
  let isAsked = false;
  return (signal) => {
    if (isAsked) {
      child.kill('SIGKILL');
      child.stdout?.destroy();
      child.stderr?.destroy();
    } else if (signal !== 'SIGINT') child.kill(signal);
    isAsked = true;
  };
}

function notRun(error: NodeJS.ErrnoException): PreparationError {
  const reason =
    error.code === 'ENOENT'
      ? 'there is no executable "contrast" on PATH: install the CLI of the Contrast release that the cluster runs'
      : error.message;
  return new PreparationError(`--generate: contrast cannot be run: ${reason}`);
}

function failed(code: number | null, signal: NodeJS.Signals | null): GenerateError {
  const how = code === null ? `was ended by ${signal}` : `failed with exit code ${code}`;
  return new GenerateError(
    `contrast generate ${how}, so nothing is written: see what it says above`,
    code ?? 1,
  );
}
