import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

/** Programs of the system that some tests need, and what makes each of them say that it works here. */
const TOOLS = {
  git: ['git', '--version'],
  openssl: ['openssl', 'version'],
  python3: ['python3', '-c', 'import pty'],
  // Tracing is forbidden in some containers.
  strace: ['strace', '-f', '-o', '/dev/null', 'true'],
  // A file system of one's own needs a mount namespace.
  'unshare (with mounts)': ['unshare', '-rm', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt'],
  bash: ['bash', '-c', 'true'],
  zsh: ['zsh', '-c', 'true'],
  fish: ['fish', '-c', 'true'],
  mandoc: ['sh', '-c', 'command -v mandoc'],
} as const;

export type Tool = keyof typeof TOOLS;

const found = new Map<Tool, boolean>();

function isThere(tool: Tool): boolean {
  let there = found.get(tool);
  if (there === undefined) {
    const [command, ...args] = TOOLS[tool];
    there = spawnSync(command, args, { stdio: 'ignore' }).status === 0;
    found.set(tool, there);
  }
  return there;
}

/** A test that needs programs of the system. Where one is absent the test is skipped by name; with REQUIRE_HOSTS=1 it fails. */
export function toolTest(
  needed: Tool | readonly Tool[],
  title: string,
  body: () => void | Promise<void>,
): void {
  const absent = [needed].flat().find((tool) => !isThere(tool));
  const reason = `${absent} is not there, or does not work here`;
  if (absent === undefined) test(title, body);
  else if (process.env.REQUIRE_HOSTS === '1') test(title, () => Promise.reject(new Error(reason)));
  else test(title, { skip: reason }, () => {});
}
