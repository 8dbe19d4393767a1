import { spawn } from 'node:child_process';

/** Credentials for a registry. */
export type Credentials = { user: string; password: string } | { identityToken: string };

/** Time limit in ms: a helper may prompt the user. */
const TIMEOUT = 60_000;
const MAX_OUTPUT = 64 * 1024;

/**
 * Runs `docker-credential-<helper> get` (Docker documentation, Credential helper protocol). Returns `problem` if it could not be
 * run, and neither if the helper has no credentials for the server.
 */
export async function askHelper(
  helper: string,
  server: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ credentials?: Credentials; problem?: string }> {
  const program = `docker-credential-${helper}`;
  if (!/^[\w.-]+$/.test(helper)) return { problem: `${program} is not a valid name of a credential helper` };
  const answer = await run(program, server, environment);
  if (answer.error !== undefined) return { problem: `${program} cannot be run (${answer.error})` };
  try {
    const { Username: user, Secret: password } = JSON.parse(answer.output) as Record<string, unknown>;
    if (answer.code !== 0 || typeof user !== 'string' || typeof password !== 'string') return {};
    return { credentials: user === '<token>' ? { identityToken: password } : { user, password } };
  } catch {
    // Helpers report missing credentials as text on stdout.
    return {};
  }
}

interface HelperAnswer {
  output: string;
  code?: number | null;
  error?: string;
}

function run(
  program: string,
  input: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<HelperAnswer> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(program, ['get'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
    // The `timeout` of spawn keeps the program waiting if the helper could not be started.
    const timer = setTimeout(() => child.kill(), TIMEOUT);
    const finish = (answer: HelperAnswer) => {
      clearTimeout(timer);
      resolve(answer);
    };
    child.on('error', ({ message, code }: NodeJS.ErrnoException) =>
      finish({ output, error: code ?? message }),
    );
    child.on('close', (code) => finish({ output, code }));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.length > MAX_OUTPUT) child.kill();
    });
    // A helper that does not read its stdin must not end this program.
    child.stdin.on('error', () => {});
    child.stdin.end(`${input}\n`);
  });
}
