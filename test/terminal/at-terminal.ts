import { spawnSync } from 'node:child_process';
import { commandLine } from '../files/workspace.ts';

const SCRIPT = new URL('at_terminal.py', import.meta.url).pathname;

export interface Shown {
  status: number | null;
  /** What the terminal was sent, line breaks as in files and escapes readable: `^[[31m`. */
  screen: string;
}

export interface AtTerminal {
  cwd: string;
  columns?: number;
  /** The streams that are a terminal; the others are not. */
  streams?: string;
  /** What is typed, or what stdin holds. */
  input?: string;
  colour?: boolean;
}

/** Runs the program at a terminal. */
export function atTerminal(args: readonly string[], options: AtTerminal): Shown {
  const { cwd, columns = 80, streams = 'out,err', input = '', colour = false } = options;
  const { NO_COLOR: _, ...environment } = process.env;
  const { status, stdout, stderr } = spawnSync(
    'python3',
    [SCRIPT, String(columns), streams, ...commandLine(), ...args],
    { cwd, input, encoding: 'utf8', env: { ...environment, ...(colour ? {} : { NO_COLOR: '1' }) } },
  );
  if (stderr !== '') throw new Error(stderr);
  return { status, screen: stdout.replaceAll('\r\n', '\n').replaceAll('\u001B', '^[') };
}
