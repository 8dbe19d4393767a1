import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { prepareContrast } from '../hosts/programs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

export const PLATFORM = ['--platform', 'Metal-QEMU-SNP'];

const DIGEST = `sha256:${'0'.repeat(64)}`;

/** A pod that needs a few changes. */
export function pod(name: string, namespace = 'shop'): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  containers:
  # keep me
  - name: main
    image: ${name}:1@${DIGEST}
    resources:
      limits: {memory: 64Mi}
`;
}

/** A new folder with the given files, removed when the tests are over. */
export function folderWith(files: Record<string, string | Buffer>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

export interface Ran {
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** Runs the program in a folder. */
export function program(
  cwd: string,
  args: readonly string[],
  options: { uid?: number; input?: string; env?: NodeJS.ProcessEnv } = {},
): Ran {
  const [command, ...front] = commandLine();
  return spawnSync(command!, [...front, ...args], { cwd, encoding: 'utf8', ...options });
}

/** The program under test, for use after another one. */
export function commandLine(): string[] {
  return prepareContrast.endsWith('.cjs') ? [process.execPath, prepareContrast] : [prepareContrast];
}

/** The same, copied to a folder that every user may enter: the clone may be in one that only its owner may. */
export function commandLineForEveryone(): string[] {
  const folder = folderWith({});
  const source = dirname(prepareContrast);
  const names = prepareContrast.endsWith('.cjs')
    ? readdirSync(source).filter((name) => name.endsWith('.cjs'))
    : [basename(prepareContrast)];
  for (const name of names) {
    copyFileSync(join(source, name), join(folder, name));
    chmodSync(join(folder, name), 0o755);
  }
  return [...commandLine().slice(0, -1), join(folder, basename(prepareContrast))];
}

/** `files` with a platform. */
export function files(cwd: string, ...args: string[]): Ran {
  return program(cwd, ['files', ...args, ...PLATFORM]);
}

/** Every file and link below a folder with its content, hidden ones included. */
export function snapshot(folder: string, prefix = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(join(folder, prefix)).sort()) {
    const path = join(prefix, name);
    const stats = lstatSync(join(folder, path));
    if (stats.isDirectory()) Object.assign(found, snapshot(folder, path));
    else if (stats.isSymbolicLink()) found[path] = `-> ${readlinkSync(join(folder, path))}`;
    else found[path] = readFileSync(join(folder, path), 'utf8');
  }
  return found;
}

/** What the program makes of a stream on its own. */
export function alone(manifest: string): string {
  return program('/', PLATFORM, { input: manifest }).stdout;
}
