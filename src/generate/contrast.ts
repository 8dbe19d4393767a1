import { spawn } from 'node:child_process';
import { PreparationError } from '../errors.ts';

export interface ContrastCall {
  /** What stands behind `contrast generate`. */
  args: readonly string[];
  /** Where it runs and keeps its own files: manifest, keys, settings, caches. */
  folder: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** Is told what the program says, as it says it. */
  tell(text: string): void;
}

/** `contrast generate` ended with an error; its exit code is passed on. */
export class GenerateError extends PreparationError {
  override name = 'GenerateError';
  override readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Runs the user's own `contrast`, as found on PATH.
 * @throws GenerateError where it fails, PreparationError where there is none.
 */
export function runContrast({ args, folder, environment, tell }: ContrastCall): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('contrast', ['generate', ...args], {
      cwd: folder,
      env: { ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // Its stdout holds messages as well; ours is for the manifests.
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', tell);
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === 'ENOENT'
          ? 'there is no executable "contrast" on PATH: install the CLI of the Contrast release that the cluster runs'
          : error.message;
      reject(new PreparationError(`--generate: contrast cannot be run: ${reason}`));
    });
    child.on('close', (code, signal) => {
      if (code === 0) return resolve();
      const how = code === null ? `was ended by ${signal}` : `failed with exit code ${code}`;
      reject(
        new GenerateError(
          `contrast generate ${how}, so nothing is written: see what it says above`,
          code ?? 1,
        ),
      );
    });
  });
}
