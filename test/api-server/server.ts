// A real Kubernetes API server on loopback, with etcd below it.
import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostPath } from '../hosts/programs.ts';
import { Client } from './client.ts';
import { until } from './until.ts';

export interface ServerOptions {
  /** Admission plugins that would ask for more than a test has. */
  disabledPlugins?: readonly string[];
  /** Controllers to run, by their names without `-controller`. */
  controllers?: readonly string[];
  /** The program to run, by default the newest version. */
  program?: 'kube-apiserver' | 'the oldest kube-apiserver';
  /** The older version whose behavior the server takes on, such as `1.34`. */
  emulatedVersion?: string;
}

export interface ApiServer {
  client: Client;
  /** A client with another token. */
  clientWith(token: string): Client;
  /** Path of the administrator's configuration for kubectl. */
  kubeconfig: string;
  stop(): Promise<void>;
}

/** Starts etcd and the API server in a new temporary folder; returns when the API server is ready. */
export async function startServer(options: ServerOptions = {}): Promise<ApiServer> {
  const folder = mkdtempSync(join(tmpdir(), 'prepare-contrast-api-server-'));
  const programs: Program[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(programs.map((program) => program.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const start = (name: string, path: string, args: readonly string[]): Program => {
      const program = new Program(folder, name, path, args);
      programs.push(program);
      return program;
    };
    const [etcdPort, peerPort, port] = (await freePorts(3)) as [number, number, number];
    const etcd = start('etcd', hostPath('etcd'), etcdArguments(folder, etcdPort, peerPort));
    await etcd.until(async () => (await fetch(`http://127.0.0.1:${etcdPort}/health`)).ok);

    const token = randomBytes(24).toString('hex');
    writeKeys(folder, token);
    const server = start(
      'kube-apiserver',
      hostPath(options.program ?? 'kube-apiserver'),
      serverArguments(folder, etcdPort, port, options),
    );
    // The server makes its certificate itself, and it is its own authority.
    const certificate = join(folder, 'certificates/apiserver.crt');
    await server.until(async () => existsSync(certificate) && readFileSync(certificate).length > 0);
    const clientWith = (token: string) => new Client(port, readFileSync(certificate), token);
    const client = clientWith(token);
    await server.until(async () => (await client.request('GET', '/readyz')).status === 200);

    const kubeconfig = join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, JSON.stringify(kubeconfigFor(port, certificate, token)), { mode: 0o600 });
    if (options.controllers) {
      const args = controllerArguments(folder, kubeconfig, options.controllers);
      start('kube-controller-manager', hostPath('kube-controller-manager'), args);
    }
    return { client, clientWith, kubeconfig, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A program that runs until it is stopped, or until this process ends. */
class Program {
  readonly #name: string;
  readonly #log: string;
  readonly #child: ChildProcess;
  readonly #closed: Promise<void>;
  #failure: string | undefined;

  constructor(folder: string, name: string, path: string, args: readonly string[]) {
    this.#name = name;
    this.#log = join(folder, `${name}.log`);
    const log = openSync(this.#log, 'w');
    // util-linux, setpriv: the kernel kills the program when this process is killed.
    const command = ['--pdeathsig', 'KILL', path, ...args];
    this.#child = spawn('setpriv', command, { cwd: folder, stdio: ['ignore', log, log] });
    this.#closed = new Promise((resolve) => {
      this.#child.on('error', (error) => {
        this.#failure = error.message;
        resolve();
      });
      this.#child.on('exit', (code, signal) => {
        this.#failure ??= `ended with ${signal ?? code}`;
        resolve();
      });
    });
  }

  /** Waits until a condition holds that this program brings about; an error counts as "not yet". */
  async until(condition: () => Promise<boolean>): Promise<void> {
    await until(condition, () => this.#failure).catch(({ message }: Error) => {
      throw new Error(`${this.#name} ${message}:\n${readFileSync(this.#log, 'utf8').slice(-4000)}`);
    });
  }

  /** Its data is temporary. */
  stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    return this.#closed;
  }
}

/** Ports of loopback that were free just now. */
async function freePorts(count: number): Promise<number[]> {
  const listeners = Array.from({ length: count }, () => createServer());
  const ports = [];
  for (const listener of listeners) {
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    ports.push((listener.address() as AddressInfo).port);
  }
  for (const listener of listeners) await new Promise((resolve) => listener.close(resolve));
  return ports;
}

function writeKeys(folder: string, token: string): void {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text, { mode: 0o600 });
  write('service-accounts.pub', publicKey);
  write('service-accounts.key', privateKey);
  write('tokens.csv', `${token},administrator,1,system:masters\n`);
}

function etcdArguments(folder: string, clientPort: number, peerPort: number): string[] {
  const [client, peer] = [`http://127.0.0.1:${clientPort}`, `http://127.0.0.1:${peerPort}`];
  return [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--unsafe-no-fsync',
  ];
}

function serverArguments(
  folder: string,
  etcdPort: number,
  port: number,
  { disabledPlugins = [], emulatedVersion }: ServerOptions,
): string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${join(folder, 'certificates')}`,
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(folder, 'service-accounts.pub')}`,
    `--service-account-signing-key-file=${join(folder, 'service-accounts.key')}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    '--endpoint-reconciler-type=none',
    '--allow-privileged=true',
    '--enable-priority-and-fairness=false',
    ...(disabledPlugins.length > 0 ? [`--disable-admission-plugins=${disabledPlugins.join(',')}`] : []),
    ...(emulatedVersion ? [`--emulated-version=${emulatedVersion}`] : []),
  ];
}

function controllerArguments(folder: string, kubeconfig: string, controllers: readonly string[]): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    `--service-account-private-key-file=${join(folder, 'service-accounts.key')}`,
    `--controllers=${controllers.map((name) => `${name}-controller`).join(',')}`,
    '--leader-elect=false',
    '--secure-port=0',
    '--kube-api-qps=1000',
    '--kube-api-burst=1000',
  ];
}

/** Configuration of kubectl and of the controllers (Kubernetes, Config v1). */
function kubeconfigFor(port: number, certificate: string, token: string): object {
  const name = 'test';
  const cluster = { server: `https://127.0.0.1:${port}`, 'certificate-authority': certificate };
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  };
}
