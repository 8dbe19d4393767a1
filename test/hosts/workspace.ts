import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { prepareContrast } from './programs.ts';

/** The result of a program that ran. */
export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/**
 * A folder for one host run: nothing of the user's own settings is seen, `prepare-contrast` and an engine named
 * `docker` are first on PATH.
 */
export interface Workspace {
  folder: string;
  env: NodeJS.ProcessEnv;
  /** Writes a file, making its folders; gives its absolute path. */
  write(path: string, text: string, mode?: number): string;
  read(path: string): string;
  run(command: string, args: string[], options?: { cwd?: string; input?: string }): Promise<Outcome>;
  /** What went through the function when a host called it last. */
  functionInput(): string;
  functionOutput(): string;
  /** The command lines that hosts gave to the engine. */
  engineCalls(): string;
}

/** Runs `body` in a new workspace, which is removed afterwards. */
export function inWorkspace<T>(body: (workspace: Workspace) => Promise<T>): Promise<T> {
  return withFunction(`'${prepareContrast}' "$@"`, body);
}

/**
 * The same with a function that hands back what it got: shows what a host changes on its own, such as dropping
 * comments, null values or its own annotations.
 */
export function inWorkspaceWithIdentity<T>(body: (workspace: Workspace) => Promise<T>): Promise<T> {
  return withFunction('cat', body);
}

async function withFunction<T>(command: string, body: (workspace: Workspace) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'prepare-contrast-'));
  try {
    return await body(workspace(folder, command));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function workspace(folder: string, command: string): Workspace {
  const write = (path: string, text: string, mode = 0o644): string => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    chmodSync(join(folder, path), mode);
    return join(folder, path);
  };
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  write('bin/prepare-contrast', recorder(command, `${folder}/function`), 0o755);
  write('bin/docker', engine(folder), 0o755);
  const env = isolated(folder);
  return {
    folder,
    env,
    write,
    read,
    run: (command, args, { cwd = folder, input = '' } = {}) => run(command, args, cwd, env, input),
    functionInput: () => read('function.in'),
    functionOutput: () => read('function.out'),
    engineCalls: () => read('engine.log'),
  };
}

/** Hands everything through to a command of the shell and keeps what went in and out. */
function recorder(command: string, record: string): string {
  return [
    '#!/bin/sh',
    `cat > '${record}.in'`,
    `${command} < '${record}.in' > '${record}.out'`,
    'code=$?',
    `cat '${record}.out'`,
    'exit $code',
    '',
  ].join('\n');
}

/** Stands for a container engine: every image is the program, run right here. */
function engine(folder: string): string {
  return [
    '#!/bin/sh',
    `echo "$@" >> '${folder}/engine.log'`,
    'case "$1" in',
    '  version) echo 20.10.24 ;;',
    '  run) exec prepare-contrast ;;',
    'esac',
    '',
  ].join('\n');
}

function isolated(folder: string): NodeJS.ProcessEnv {
  return {
    PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter),
    HOME: join(folder, 'home'),
    XDG_CONFIG_HOME: join(folder, 'home/config'),
    XDG_CACHE_HOME: join(folder, 'home/cache'),
    XDG_DATA_HOME: join(folder, 'home/data'),
    HELM_CONFIG_HOME: join(folder, 'home/helm-config'),
    HELM_CACHE_HOME: join(folder, 'home/helm-cache'),
    HELM_DATA_HOME: join(folder, 'home/helm-data'),
    KUBECONFIG: join(folder, 'kubeconfig'),
  };
}

/** Not the synchronous kind, since a host may talk to a server in this very process. */
export function run(
  command: string,
  args: string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  input = '',
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => err.push(chunk));
    child.stdin.on('error', () => {}); // a program that reads no input closes it early
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({
        code: code ?? 1,
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
      }),
    );
    child.stdin.end(input);
  });
}
