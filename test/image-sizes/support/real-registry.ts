import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { hostTest } from '../../hosts/programs.ts';

/** A registry program that runs on a free port of this machine. */
export interface RealRegistry {
  host: string;
  folder: string;
}

/** A test against docker-registry, with skopeo to push and openssl for certificates. */
export function registryTest(title: string, body: () => Promise<void>): void {
  hostTest(['docker-registry', 'skopeo', 'openssl'], title, body);
}

/** Runs `body` with a registry that has these settings beside its own; ends the registry and removes its folder afterwards. */
export async function withRegistry(
  body: (registry: RealRegistry) => Promise<void>,
  settings: (folder: string) => { http?: object; auth?: object } = () => ({}),
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'registry-'));
  let program: ChildProcess | undefined;
  try {
    const { http = {}, auth } = settings(folder);
    // The registry reads YAML, of which JSON is a part.
    const configuration = {
      version: 0.1,
      log: { level: 'info', accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: join(folder, 'content') } },
      http: { addr: '127.0.0.1:0', ...http },
      ...(auth && { auth }),
    };
    writeFileSync(join(folder, 'config.yml'), JSON.stringify(configuration));
    program = spawn('docker-registry', ['serve', join(folder, 'config.yml')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const host = await listening(program);
    await body({ host, folder });
  } finally {
    program?.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs skopeo without the user's own credentials; gives its stdout. Servers of this process can answer meanwhile. */
export async function skopeo(folder: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder, REGISTRY_AUTH_FILE: '' };
  return (await promisify(execFile)('skopeo', args, { encoding: 'utf8', env })).stdout;
}

/** A certificate for this machine's own names and further ones, signed by itself; `kind` is what openssl calls the key. */
export function makeCertificate(
  folder: string,
  name: string,
  hosts: readonly string[] = [],
): { certificate: string; key: string } {
  const [certificate, key] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
  const names = ['DNS:localhost', 'IP:127.0.0.1', ...hosts.map((host) => `DNS:${host}`)];
  const subject = ['-subj', '/CN=localhost', '-addext', `subjectAltName=${names.join()}`];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', certificate], {
    stdio: 'ignore',
  });
  return { certificate, key };
}

/** The registry says in its log where it listens. */
function listening(program: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let log = '';
    program.stderr!.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      const host = /listening on (127\.0\.0\.1:\d+)/.exec(log)?.[1];
      if (host !== undefined) resolve(host);
    });
    program.on('error', reject);
    program.on('exit', () => reject(new Error(`docker-registry does not start: ${log}`)));
  });
}
