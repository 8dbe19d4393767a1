import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { ErrorCode } from '../util/error-codes.ts';
import { PreparationError } from '../util/errors.ts';
import type { Stop } from '../util/stop.ts';

export interface ContrastCall {
  /** Arguments of `contrast generate`. */
  args: readonly string[];
  /** Folder in which it runs and keeps its files: manifest, keys, settings, caches. */
  folder: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** Receives the program's output as it is written. */
  showOutput(text: string): void;
  stop: Stop;
}

/** `contrast generate` ended with an error or was stopped; the exit code is passed on. */
export class GenerateError extends PreparationError {
  override name = 'GenerateError';
  override readonly exitCode: number;

  constructor(code: ErrorCode, message: string, exitCode: number) {
    super(code, message);
    this.exitCode = exitCode;
  }
}

/**
 * Runs the user's own `contrast` from the PATH. Returns after it has ended, even if the user stops it.
 * @throws GenerateError if it fails, PreparationError if it is not installed.
 */
export async function runContrast({
  args,
  folder,
  environment,
  showOutput,
  stop,
}: ContrastCall): Promise<void> {
  const child = spawn(findProgram('contrast', environment), ['generate', ...args], {
    cwd: folder,
    env: { ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  stop.handTo(enderOf(child));
  try {
    await new Promise<void>((resolve, reject) => {
      // Its stdout contains messages too; our stdout is for the manifests.
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8');
        stream.on('data', showOutput);
      }
      child.on('error', (error) => reject(notRun(error)));
      child.on('close', (code, signal) => (code === 0 ? resolve() : reject(failed(code, signal))));
    });
  } finally {
    stop.handTo(undefined);
  }
}

/**
 * Finds a program in the absolute folders of PATH only: a relative one, or the current folder that Windows adds, would run whatever
 * lies in the folder of the manifests. (Go's os/exec does the same, ErrDot.)
 * @throws PreparationError if there is none.
 */
function findProgram(name: string, environment: Readonly<Record<string, string | undefined>>): string {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of (environment.PATH ?? environment.Path ?? '').split(delimiter).filter(isAbsolute))
    for (const ending of endings) {
      const path = join(folder, name + ending);
      if (isExecutable(path)) return path;
    }
  throw notRun(Object.assign(new Error(`no ${name} on PATH`), { code: 'ENOENT' }));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Handles signals. Ctrl-C reaches every program on the terminal, and forwarding it would count as a second one. A second signal
 * ends the run without waiting for `contrast` or for its child processes, which may keep its streams open.
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
      ? 'executable "contrast" not found on PATH; install the CLI of the Contrast release that runs in the cluster'
      : error.message;
  return new PreparationError('contrast-not-found', `--generate: contrast cannot be run: ${reason}`);
}

function failed(code: number | null, signal: NodeJS.Signals | null): GenerateError {
  const how = code === null ? `was ended by ${signal}` : `failed with exit code ${code}`;
  return new GenerateError(
    'contrast-failed',
    `contrast generate ${how}, so nothing was written; see its messages above`,
    code ?? 1,
  );
}
